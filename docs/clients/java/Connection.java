import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection to a ClassCord server: one JSON object a line, both ways. Java 11 or later and no library: the few
 * fields that are needed are taken out of the JSON by hand.
 */
final class Connection implements Closeable {
    private static final int TIMEOUT_MS = 10_000;
    /** A text in JSON: anything but a quote, which only comes behind a backslash. */
    private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*)\"";

    private final Socket socket = new Socket();
    private final PrintWriter out;
    private final BufferedReader in;

    Connection(String address, int port) throws IOException {
        socket.connect(new InetSocketAddress(address, port), TIMEOUT_MS);
        out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The next line of the server; null when it has closed the connection. */
    String receive() throws IOException {
        return in.readLine();
    }

    /** Sends an object of texts: a name, its value, the next name, and so on. */
    void send(String... namesAndValues) {
        StringBuilder line = new StringBuilder("{");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            line.append(i > 0 ? "," : "").append(quote(namesAndValues[i])).append(':').append(quote(namesAndValues[i + 1]));
        }
        out.println(line.append('}'));
    }

    /** Makes an account, or logs in: null if the server says "ok", else what it says. The next line is the answer. */
    String identify(String request, String name, String password) throws IOException {
        send("type", request, "username", name, "password", password);
        String answer = receive();
        if (answer == null) {
            return "Le serveur a fermé la connexion.";
        }
        return field(answer, "status").equals("ok") ? null : field(answer, "message");
    }

    /** Comes in without an account: an empty message says the name. */
    void comeAsGuest(String name) {
        send("type", "message", "from", name, "content", "");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The text of a field, or "" if it is not there. */
    static String field(String line, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":" + TEXT).matcher(line);
        return matcher.find() ? unescape(matcher.group(1)) : "";
    }

    /** The names in the answer to "users". */
    static List<String> users(String line) {
        List<String> names = new ArrayList<>();
        Matcher list = Pattern.compile("\"users\":\\[((?:" + TEXT + ",?)*)\\]").matcher(line);
        if (list.find()) {
            Matcher name = Pattern.compile(TEXT).matcher(list.group(1));
            while (name.find()) {
                names.add(unescape(name.group(1)));
            }
        }
        return names;
    }

    private static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            c = text.charAt(++i);
            switch (c) {
                case 'n': out.append('\n'); break;
                case 'r': out.append('\r'); break;
                case 't': out.append('\t'); break;
                case 'b': out.append('\b'); break;
                case 'f': out.append('\f'); break;
                case 'u':
                    out.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                    i += 4;
                    break;
                default: out.append(c);
            }
        }
        return out.toString();
    }

    /** A text as JSON, in quotes. */
    private static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
