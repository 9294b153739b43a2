//! Sockets: bytes to lines and lines to bytes, plain or in frames of WebSocket, for thousands of connections in one
//! thread; and heads of HTTP requests, which lead there.
//!
//! [`Reactor`] owns the poll, the listeners and the connections, and calls a [`Handler`]. It does not know what a line
//! means, who anybody is, or what a channel is. `server` is what calls it.
//!
//! A connection's life:
//!
//! ```text
//!            line, line, …   close(),         queue empty              end of stream, or time
//! accepted ──────────────> Open ───────────> Closing ──────> Lingering ──────────────────────> slot free
//!                            │  end of stream   │                │
//!                            └── error ─────────┴────────────────┴───────────────────────────> slot free
//! ```
//!
//! A client's first bytes decide what it speaks ([`first_bytes`]): lines, HTTP, or TLS with one of them inside. A request
//! of HTTP that the handler answers so goes on as WebSocket.
//!
//! A slot of the slab is freed at the end of a turn, never in the middle of one, and a handle names the slot together
//! with a generation, so that what is late for one connection cannot reach the next one in its place.

mod connection;
mod connections;
pub mod first_bytes;
mod framing;
mod handshake_failure;
mod http_head;
mod lines;
mod listener;
mod outbound;
#[cfg(feature = "campus")]
pub mod outgoing;
mod pace;
mod reactor;
mod read_pause;
mod stream;
#[cfg(feature = "tls")]
mod tls;
pub mod websocket;

pub use self::connection::{Closed, ConnectionId, Origin};
pub use self::connections::{AfterAnswer, Connections, QueueLimits};
pub use self::framing::{Frame, Framer, LineLimit};
pub use self::handshake_failure::HandshakeFailure;
pub use self::listener::{BindError, TcpOptions};
pub use self::pace::ReadRates;
pub use self::reactor::{Admission, Handler, Head, Reactor, ReactorOptions};
#[cfg(feature = "tls")]
pub use self::tls::TlsOptions;
pub use self::websocket::CloseCode;
