import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a student changes to speak TLS: the socket, made by a factory that trusts the school's certificate. Arguments:
 * HOST PORT CERTIFICATE. It makes an account, logs in, says something, and prints the two answers.
 */
public final class TlsClient {
    public static void main(String[] arguments) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (FileInputStream file = new FileInputStream(arguments[2])) {
            trusted.setCertificateEntry("classcord", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(arguments[0], Integer.parseInt(arguments[1]))) {
            // The name or the address must be in the certificate.
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
            BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            out.println("{\"type\":\"register\",\"username\":\"java\",\"password\":\"secret-42\"}");
            System.out.println(in.readLine());
            out.println("{\"type\":\"login\",\"username\":\"java\",\"password\":\"secret-42\"}");
            System.out.println(in.readLine());
            out.println("{\"type\":\"message\",\"subtype\":\"global\",\"to\":\"global\",\"content\":\"de Java\"}");
            // Closing at once could be before it is read.
            out.println("{\"type\":\"users\"}");
            for (String line = in.readLine(); line != null && !line.contains("\"users\""); line = in.readLine()) { }
        }
    }
}
