package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A program that talks SMTP line by line; it trusts the sandbox's certificate alone. */
final class SmtpTalk implements AutoCloseable {
  private final Sandbox sandbox;
  private Socket socket;
  private String last = "";

  private SmtpTalk(Sandbox sandbox, Socket socket) throws IOException {
    this.sandbox = sandbox;
    this.socket = socket;
    socket.setSoTimeout(10_000);
  }

  /** Connects without reading a greeting. */
  static SmtpTalk plain(Sandbox sandbox) throws IOException {
    return new SmtpTalk(
        sandbox, new Socket(InetAddress.getLoopbackAddress(), sandbox.smtp().getPort()));
  }

  static SmtpTalk tls(Sandbox sandbox) throws IOException {
    SmtpTalk talk =
        new SmtpTalk(
            sandbox, new Socket(InetAddress.getLoopbackAddress(), sandbox.smtps().getPort()));
    talk.secure();
    return talk;
  }

  /** Greeted, said EHLO, logged in as ann with the app password. */
  static SmtpTalk ann(Sandbox sandbox) throws IOException {
    SmtpTalk talk = tls(sandbox);
    talk.reply();
    talk.say("EHLO localhost");
    talk.say("AUTH PLAIN " + plainOf(sandbox, "ann@example.com"));
    return talk;
  }

  static String plainOf(Sandbox sandbox, String account) {
    return base64("\0" + account + "\0" + sandbox.appPassword(account));
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  static SSLContext trusting(String pem) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "sandbox",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(pem.getBytes(UTF_8))));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Goes on in TLS, and checks that the certificate is for localhost. */
  void secure() throws IOException {
    SSLSocket tls =
        (SSLSocket)
            trusting(sandbox.caPem())
                .getSocketFactory()
                .createSocket(socket, "localhost", socket.getPort(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    socket = tls;
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Sends a line and answers the reply. */
  String say(String line) throws IOException {
    send(line + "\r\n");
    return reply();
  }

  /** Reads a reply of one line or more; what comes without a line end, at the end. */
  String reply() throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    int lineStart = 0;
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      reply.write(octet);
      if (octet == '\n') {
        String line = reply.toString(ISO_8859_1).substring(lineStart);
        if (line.length() < 4 || line.charAt(3) != '-') {
          break;
        }
        lineStart = reply.size();
      }
    }
    last = reply.toString(ISO_8859_1);
    return last;
  }

  /** Sends a whole mail in an envelope, up to the final dot. */
  String mail(String from, String to, String mail) throws IOException {
    say("MAIL FROM:<" + from + ">");
    String recipient = say("RCPT TO:<" + to + ">");
    if (!recipient.startsWith("250")) {
      return recipient;
    }
    say("DATA");
    return say(mail + "\r\n.");
  }

  Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
