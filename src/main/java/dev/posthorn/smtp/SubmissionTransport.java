package dev.posthorn.smtp;

import dev.posthorn.message.WireMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.angus.mail.smtp.SMTPOutputStream;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * Angus' SMTP client, which connects, greets, starts TLS, logs in and stuffs dots, with a
 * transaction of our own: it notes how far it got and what was answered, since Angus' exceptions
 * tell neither; answers the challenge of XOAUTH2, where Angus hangs up; gives the exact size; and
 * writes the bytes of a {@link WireMessage}, where Angus would ask a {@code MimeMessage} to save
 * itself.
 *
 * <p>For one thread at a time.
 */
final class SubmissionTransport extends SMTPTransport {
  /**
   * Angus logs what it says and hears, mails among it, by the name of our package; held here, since
   * a logger that nobody holds is forgotten along with what it was told.
   */
  private static final List<Logger> SILENT =
      List.of(
          Logger.getLogger("dev.posthorn.smtp"), Logger.getLogger("dev.posthorn.smtp.protocol"));

  static {
    for (Logger logger : SILENT) {
      // The level saves the work; a new configuration of the logs forgets it, but not the filter.
      logger.setLevel(Level.OFF);
      logger.setFilter(record -> false);
    }
  }

  private final SmtpSocket socket;
  private final TimeOuts timeOuts;
  private final List<String> secrets;
  private volatile Stage stage = Stage.CONNECT; // The watchdog looks, too.
  private boolean aside;
  private boolean reading;
  private @Nullable Reply reply;
  private String challenge = "";
  private List<Refusal> refusals = List.of();

  /**
   * Gets ready.
   *
   * @param secrets what no reply may show
   */
  SubmissionTransport(Session session, SmtpSocket socket, TimeOuts timeOuts, List<String> secrets) {
    super(session, null, "smtp", false);
    this.socket = socket;
    this.timeOuts = timeOuts;
    this.secrets = List.copyOf(secrets);
  }

  /** The last step that was begun. */
  Stage stage() {
    return stage == Stage.CONNECT && socket.isConnected() ? Stage.GREETING : stage;
  }

  /** What was answered to the last step; null when nothing was. */
  @Nullable Reply reply() {
    return reply;
  }

  /** What the server said of the token, in words; empty when it said nothing. */
  String challenge() {
    return challenge;
  }

  /** Whom the server did not take in the last transaction. */
  List<Refusal> refusals() {
    return refusals;
  }

  /**
   * One transaction. When it fails, {@link #stage} and {@link #reply} say how far it got.
   *
   * @param parameters of MAIL (SIZE, BODY), each after a blank
   */
  synchronized void submit(OutgoingMessage mail, String parameters)
      throws MessagingException, IOException {
    begin(Stage.MAIL);
    refusals = List.of();
    socket.setSoTimeout(TimeOuts.millis(timeOuts.reply()));
    expectPositive("MAIL FROM:<" + mail.sender() + ">" + parameters);
    recipients(mail.recipients());
    OutputStream body = data();
    mail.writeTo(body);
    if (body instanceof SMTPOutputStream lines) {
      lines.ensureAtBOL();
    }
    socket.setSoTimeout(TimeOuts.millis(timeOuts.dot()));
    expectPositive(".");
  }

  /** Ends a transaction that was refused; false when the connection is of no more use. */
  synchronized boolean reset() {
    try {
      return simpleCommand("RSET") / 100 == 2;
    } catch (MessagingException e) {
      return false;
    }
  }

  /** All are asked about, so that all refusals are known, and one suffices to stop. */
  private void recipients(List<String> recipients) throws MessagingException {
    List<Refusal> refused = new ArrayList<>();
    for (String recipient : recipients) {
      simpleCommand("RCPT TO:<" + recipient + ">");
      Reply answer = reply;
      if (answer == null || !(answer.isPositive() || answer.isRefusal()) || answer.code() == 421) {
        throw new MessagingException("No reply to RCPT.");
      }
      if (answer.isRefusal()) {
        refused.add(new Refusal(recipient, answer));
      }
    }
    if (!refused.isEmpty()) {
      refusals = List.copyOf(refused);
      throw new MessagingException("Recipients were refused.");
    }
  }

  private void expectPositive(String command) throws MessagingException {
    simpleCommand(command);
    if (reply == null || !reply.isPositive()) {
      throw new MessagingException("No positive reply.");
    }
  }

  @Override
  public synchronized int simpleCommand(String command) throws MessagingException {
    int code = super.simpleCommand(command);
    if (code == 334 && command.startsWith("AUTH XOAUTH2 ") && reply != null) {
      challenge = Xoauth2.explain(reply.text(), secrets);
      // Google says no only when it got an answer to that.
      code = super.simpleCommand("");
    }
    return code;
  }

  @Override
  protected void sendCommand(String command) throws MessagingException {
    aside = Stage.of(command).isEmpty();
    Stage.of(command).ifPresent(this::begin);
    super.sendCommand(command);
  }

  private void begin(Stage next) {
    stage = next;
    reply = null;
  }

  /**
   * Angus tries HELO whatever was answered, and goes by what EHLO said before TLS where it fails
   * afterwards. HELO makes sense only for a server that does not know EHLO (RFC 5321 §3.2).
   */
  @Override
  protected boolean ehlo(String name) throws MessagingException {
    boolean known = super.ehlo(name);
    boolean old = reply != null && reply.isPermanent() && !socket.isSecured();
    if (!known && !old) {
      throw new MessagingException("No reply to EHLO.");
    }
    return known;
  }

  /** Angus asks for TLS when AUTH is answered 530; what goes over TLS already needs no more. */
  @Override
  protected void startTLS() throws MessagingException {
    if (socket.isSecured()) {
      throw new MessagingException("TLS was started already.");
    }
    super.startTLS();
  }

  @Override
  protected int readServerResponse() throws MessagingException {
    reading = true;
    int code;
    try {
      code = super.readServerResponse();
    } finally {
      reading = false;
    }
    if (!aside) {
      reply = Reply.parse(getLastServerResponse(), secrets);
    }
    return code;
  }

  /** Angus says QUIT as soon as it hears nonsense, and reads the answer, which may be nonsense. */
  @Override
  public synchronized void close() throws MessagingException {
    if (!reading) {
      super.close();
    }
  }
}
