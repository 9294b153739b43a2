import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.GridLayout;
import java.io.IOException;
import java.util.List;
import javax.swing.BorderFactory;
import javax.swing.DefaultListModel;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JPasswordField;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.ListSelectionModel;
import javax.swing.SwingUtilities;
import javax.swing.Timer;

/**
 * A chat window: the conversation, the list of people, a line to type in.
 *
 *   java ClientSwing [ADDRESS [PORT]]
 *
 * Swing's rule: windows belong to one thread, the event thread. So a thread of its own waits in readLine and hands each
 * line to the event thread with invokeLater.
 */
public final class ClientSwing {
    private static final String EVERYBODY = "Tout le monde";
    private static final int POLL_MS = 3000;

    private final JFrame frame = new JFrame("ClassCord");
    private final JTextField address = new JTextField("localhost", 16);
    private final JTextField port = new JTextField("12345");
    private final JTextField name = new JTextField();
    private final JPasswordField password = new JPasswordField();

    private final JTextArea conversation = new JTextArea();
    private final DefaultListModel<String> people = new DefaultListModel<>();
    private final JList<String> receiver = new JList<>(people);
    private final JComboBox<String> state = new JComboBox<>(new String[] {"online", "away", "dnd", "invisible"});
    private final JTextField input = new JTextField();

    private Connection connection;
    private String me;
    private Timer poll;

    public static void main(String[] arguments) {
        SwingUtilities.invokeLater(() -> {
            ClientSwing client = new ClientSwing();
            if (arguments.length > 0) {
                client.address.setText(arguments[0]);
            }
            if (arguments.length > 1) {
                client.port.setText(arguments[1]);
            }
            client.showLogin();
        });
    }

    private void showLogin() {
        JPanel fields = new JPanel(new GridLayout(0, 2, 8, 8));
        fields.setBorder(BorderFactory.createEmptyBorder(12, 12, 12, 12));
        fields.add(new JLabel("Serveur"));
        fields.add(address);
        fields.add(new JLabel("Port"));
        fields.add(port);
        fields.add(new JLabel("Nom"));
        fields.add(name);
        fields.add(new JLabel("Mot de passe"));
        fields.add(password);

        JPanel buttons = new JPanel();
        for (String label : new String[] {"Se connecter", "S'inscrire", "Invité"}) {
            JButton button = new JButton(label);
            button.addActionListener(event -> signIn(label));
            buttons.add(button);
        }

        frame.setDefaultCloseOperation(JFrame.EXIT_ON_CLOSE);
        frame.add(fields, BorderLayout.CENTER);
        frame.add(buttons, BorderLayout.SOUTH);
        frame.pack();
        frame.setVisible(true);
        name.requestFocusInWindow();
    }

    /** What the three buttons do. A refused login keeps the connection: one tries again on it. */
    private void signIn(String how) {
        try {
            if (connection == null) {
                connection = new Connection(address.getText(), Integer.parseInt(port.getText()));
            }
            me = name.getText();
            String secret = new String(password.getPassword());
            String refused = null;
            if (how.equals("Invité")) {
                connection.comeAsGuest(me);
            } else {
                if (how.equals("S'inscrire")) {
                    refused = connection.identify("register", me, secret);
                }
                if (refused == null) {
                    refused = connection.identify("login", me, secret);
                }
            }
            if (refused == null) {
                showChat();
            } else {
                warn(refused);
            }
        } catch (IOException | NumberFormatException e) {
            connection = null;
            warn("Pas de connexion à " + address.getText() + ":" + port.getText() + "\n" + e.getMessage());
        }
    }

    private void warn(String text) {
        JOptionPane.showMessageDialog(frame, text, "ClassCord", JOptionPane.WARNING_MESSAGE);
    }

    private void showChat() {
        conversation.setEditable(false);
        conversation.setLineWrap(true);
        conversation.setWrapStyleWord(true);
        people.addElement(EVERYBODY);
        receiver.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        receiver.setSelectedIndex(0);
        state.addActionListener(event -> connection.send("type", "status", "state", (String) state.getSelectedItem()));
        input.addActionListener(event -> say());
        JButton send = new JButton("Envoyer");
        send.addActionListener(event -> say());

        JPanel right = new JPanel(new BorderLayout(4, 4));
        right.add(new JScrollPane(receiver), BorderLayout.CENTER);
        right.add(state, BorderLayout.SOUTH);
        right.setPreferredSize(new Dimension(150, 0));
        JPanel bottom = new JPanel(new BorderLayout(4, 4));
        bottom.add(input, BorderLayout.CENTER);
        bottom.add(send, BorderLayout.EAST);
        JPanel all = new JPanel(new BorderLayout(4, 4));
        all.setBorder(BorderFactory.createEmptyBorder(6, 6, 6, 6));
        all.add(new JScrollPane(conversation), BorderLayout.CENTER);
        all.add(right, BorderLayout.EAST);
        all.add(bottom, BorderLayout.SOUTH);

        frame.setContentPane(all);
        frame.setTitle("ClassCord - " + me + " - " + address.getText() + ":" + port.getText());
        frame.setSize(640, 360);
        frame.validate();
        input.requestFocusInWindow();

        Thread reader = new Thread(this::read);
        reader.setDaemon(true);
        reader.start();
        poll = new Timer(POLL_MS, event -> connection.send("type", "users"));
        poll.setInitialDelay(0);
        poll.start();
    }

    /** To everybody, or to the person who is chosen in the list. The server sends one's own messages to the others only. */
    private void say() {
        String text = input.getText();
        String to = receiver.getSelectedValue();
        if (text.isEmpty()) {
            return;
        }
        input.setText("");
        if (to.equals(EVERYBODY)) {
            connection.send("type", "message", "subtype", "global", "to", "global", "content", text);
            print(me + " : " + text);
        } else {
            connection.send("type", "message", "subtype", "private", "to", to, "content", text);
            print("[à " + to + "] " + text);
        }
    }

    private void read() {
        try {
            String line;
            while ((line = connection.receive()) != null) {
                String received = line;
                SwingUtilities.invokeLater(() -> show(received));
            }
            SwingUtilities.invokeLater(() -> end("Le serveur a fermé la connexion."));
        } catch (IOException e) {
            SwingUtilities.invokeLater(() -> end(e.getMessage()));
        }
    }

    private void end(String why) {
        poll.stop();
        input.setEnabled(false);
        print("!!! " + why);
    }

    private void show(String line) {
        String from = Connection.field(line, "from");
        String content = Connection.field(line, "content");
        switch (Connection.field(line, "type")) {
            case "message":
                switch (Connection.field(line, "subtype")) {
                    case "system": print("*** " + content); break;
                    case "private": print("[" + from + " à vous] " + content); break;
                    default: print(from + " : " + content);
                }
                break;
            case "users":
                showPeople(Connection.users(line));
                break;
            case "status":
                print("-- " + Connection.field(line, "user") + " : " + Connection.field(line, "state"));
                break;
            case "error":
                print("!!! " + Connection.field(line, "message"));
                break;
            default:
                // A newer server may say more: what is not known is no error.
        }
    }

    /** The list anew. Who is chosen stays chosen, gone or not: what is meant for one must never go to everybody. */
    private void showPeople(List<String> names) {
        String chosen = receiver.getSelectedValue();
        people.clear();
        people.addElement(EVERYBODY);
        for (String person : names) {
            if (!person.equals(me)) {
                people.addElement(person);
            }
        }
        if (!people.contains(chosen)) {
            people.addElement(chosen);
        }
        receiver.setSelectedValue(chosen, true);
    }

    private void print(String text) {
        conversation.append(text + "\n");
        conversation.setCaretPosition(conversation.getDocument().getLength());
    }
}
