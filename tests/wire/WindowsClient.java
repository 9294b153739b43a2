import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/**
 * A client as students write them on a French Windows before Java 18: the stream's characters are windows-1252 by
 * default, println ends a line with CR LF, and the line after login is taken for its answer. Run by java_client.rs with
 * -Dfile.encoding=windows-1252 and the line separator of Windows; it needs no library.
 *
 * Its standard input says what to do, in UTF-8, a command a line; its standard output, in UTF-8 as well, what it saw:
 *   login NAME PASSWORD     prints "login " and the first line that comes
 *   register NAME PASSWORD  prints "register " and the first line that comes
 *   chat                    from here on a thread of its own prints each line that comes, after "line "
 *   say TEXT, private NAME TEXT, guest NAME, status STATE, users, poll
 *   spare                   opens a second connection and leaves it idle
 *   quit
 */
public final class WindowsClient {
    private static final java.io.PrintStream OUT = new java.io.PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) throws IOException {
        String host = arguments[0];
        int port = Integer.parseInt(arguments[1]);
        Socket socket = new Socket(host, port);
        Socket spare = null;
        PrintWriter out = new PrintWriter(socket.getOutputStream(), true);
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
        Scanner commands = new Scanner(System.in, StandardCharsets.UTF_8);
        while (commands.hasNextLine()) {
            String[] words = commands.nextLine().split(" ", 3);
            switch (words[0]) {
                case "login":
                case "register":
                    // As several real clients do it: the line's end is sent twice, which makes a blank line.
                    out.println("{\"type\":\"" + words[0] + "\",\"username\":\"" + words[1] + "\",\"password\":\"" + words[2]
                        + "\"}\n");
                    seen(words[0], in.readLine());
                    break;
                case "chat":
                    Thread reader = new Thread(() -> read(in));
                    reader.setDaemon(true);
                    reader.start();
                    break;
                case "say":
                    out.println("{\"type\":\"message\",\"subtype\":\"global\",\"to\":\"global\",\"content\":\"" + rest(words)
                        + "\"}");
                    break;
                case "private":
                    out.println("{\"type\":\"message\",\"subtype\":\"private\",\"to\":\"" + words[1] + "\",\"content\":\""
                        + words[2] + "\"}");
                    break;
                case "guest":
                    out.println("{\"type\":\"message\",\"subtype\":\"global\",\"to\":\"global\",\"from\":\"" + rest(words)
                        + "\",\"content\":\"\"}");
                    break;
                case "status":
                    out.println("{\"type\":\"status\",\"state\":\"" + words[1] + "\"}");
                    break;
                case "users":
                    out.println("{\"type\":\"users\"}");
                    break;
                case "poll":
                    poll(out);
                    break;
                case "spare":
                    spare = new Socket(host, port);
                    break;
                case "quit":
                    socket.close();
                    if (spare != null) {
                        spare.close();
                    }
                    return;
                default:
                    throw new IllegalArgumentException(words[0]);
            }
        }
    }

    private static String rest(String[] words) {
        return words.length > 2 ? words[1] + " " + words[2] : words[1];
    }

    /** Asks for the users every three seconds, as one client does it. */
    private static void poll(PrintWriter out) {
        Thread poller = new Thread(() -> {
            try {
                while (true) {
                    out.println("{\"type\":\"users\"}");
                    Thread.sleep(3000);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        poller.setDaemon(true);
        poller.start();
    }

    private static void read(BufferedReader in) {
        try {
            String line;
            while ((line = in.readLine()) != null) {
                seen("line", line);
            }
            seen("end", "");
        } catch (IOException e) {
            seen("end", e.getMessage());
        }
    }

    /** Prints what a window would show: the escapes of the JSON line are undone with this client's own characters. */
    private static void seen(String what, String line) {
        OUT.println(what + " " + (line == null ? "" : unescape(line)));
    }

    private static String unescape(String line) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            if (line.startsWith("\\u", i) && i + 6 <= line.length()) {
                text.append((char) Integer.parseInt(line.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                text.append(line.charAt(i));
            }
        }
        return text.toString();
    }
}
