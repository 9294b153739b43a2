import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/**
 * A chat client of one page: a thread reads what the server sends, the main thread sends what is typed.
 *
 *   java ClientConsole ADDRESS PORT NAME               as a guest
 *   java ClientConsole ADDRESS PORT NAME PASSWORD      with an account, which is made if it is not there
 *
 * Standard input and output are UTF-8, whatever the system's characters are.
 */
public final class ClientConsole {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 3) {
            System.err.println("java ClientConsole ADDRESS PORT NAME [PASSWORD]");
            System.exit(2);
        }
        Connection connection = new Connection(arguments[0], Integer.parseInt(arguments[1]));
        String name = arguments[2];
        if (arguments.length > 3) {
            // "ok", or an error because the account is there already: the login will tell.
            connection.identify("register", name, arguments[3]);
            String refused = connection.identify("login", name, arguments[3]);
            if (refused != null) {
                OUT.println("!!! " + refused);
                System.exit(1);
            }
        } else {
            connection.comeAsGuest(name);
        }

        Thread reader = new Thread(() -> read(connection));
        reader.setDaemon(true);
        reader.start();
        connection.send("type", "users");

        Scanner keyboard = new Scanner(System.in, StandardCharsets.UTF_8);
        while (keyboard.hasNextLine()) {
            String line = keyboard.nextLine();
            if (!line.isEmpty()) {
                connection.send("type", "message", "subtype", "global", "to", "global", "content", line);
            }
        }
        connection.close();
    }

    private static void read(Connection connection) {
        try {
            String line;
            while ((line = connection.receive()) != null) {
                show(line);
            }
            OUT.println("!!! Le serveur a fermé la connexion.");
        } catch (IOException e) {
            OUT.println("!!! " + e.getMessage());
        }
    }

    private static void show(String line) {
        switch (Connection.field(line, "type")) {
            case "message":
                String content = Connection.field(line, "content");
                String from = Connection.field(line, "from");
                switch (Connection.field(line, "subtype")) {
                    case "system":
                        OUT.println("*** " + content);
                        break;
                    case "private":
                        OUT.println("[privé] " + from + " : " + content);
                        break;
                    default:
                        OUT.println(Connection.field(line, "channel") + " <" + from + "> " + content);
                }
                break;
            case "status":
                OUT.println("-- " + Connection.field(line, "user") + " : " + Connection.field(line, "state"));
                break;
            case "users":
                OUT.println("-- En ligne : " + String.join(", ", Connection.users(line)));
                break;
            case "error":
                OUT.println("!!! " + Connection.field(line, "message"));
                break;
            default:
                // A newer server may say more: what is not known is no error.
        }
    }
}
