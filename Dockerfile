# The server in a container that holds its program and nothing else (no load generator); docs/CONTAINERS.md says how to run it.
#
#   docker build -t classcord .
#
# Both bases can be others, such as a local mirror's: --build-arg BUILD_IMAGE=… --build-arg RUN_IMAGE=… The first needs Rust
# 1.90, a C compiler and the C library for static linking; the second needs nothing. Crates that `cargo vendor` has put into
# vendor/ are taken from there: then the build fetches nothing.
ARG BUILD_IMAGE=rust:1-bookworm
ARG RUN_IMAGE=scratch

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
RUN if [ -d vendor ]; then \
        printf '\n[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "vendor"\n' >>.cargo/config.toml; \
    fi \
    && cargo rustc --locked --release --bin classcord -- $(cross/static-flags.sh)
# The program must run without a C library beside it. Time zones are for the dates of messages. The container's own loopback is
# reached by nobody outside, so the figures for Prometheus are there without being asked for.
RUN if readelf --dynamic target/release/classcord | grep NEEDED; then echo "it is not linked statically" >&2; exit 1; fi \
    && mkdir -p /image/usr/bin /image/usr/share /image/etc/classcord /empty \
    && cp target/release/classcord /image/usr/bin/ \
    && cp -r /usr/share/zoneinfo /image/usr/share/ \
    && rm -rf /image/usr/share/zoneinfo/posix /image/usr/share/zoneinfo/right \
    && sed '/^\[metrics\]/,$s/^listen = ""$/listen = "127.0.0.1:9112"/' classcord.toml >/image/etc/classcord/classcord.toml \
    && grep -q '^listen = "127.0.0.1:9112"$' /image/etc/classcord/classcord.toml

FROM ${RUN_IMAGE}
COPY --from=build /image /
COPY --from=build --chown=12345:12345 /empty /var/lib/classcord
COPY --from=build --chown=12345:12345 /empty /var/log/classcord
# Where the files go: systemd says it to the service in the same words. The console's socket is beside the database.
ENV STATE_DIRECTORY=/var/lib/classcord LOGS_DIRECTORY=/var/log/classcord TZ=Europe/Paris
USER 12345:12345
VOLUME ["/var/lib/classcord", "/var/log/classcord"]
EXPOSE 12345 12346
STOPSIGNAL SIGTERM
# An answer of the poll loop itself, over the console's socket.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD ["/usr/bin/classcord", "admin", "--json", "stats"]
ENTRYPOINT ["/usr/bin/classcord"]
# A certificate for https, in the volume of the data; docs/CONTAINERS.md says how it gets the host's addresses.
CMD ["serve", "--make-cert"]
