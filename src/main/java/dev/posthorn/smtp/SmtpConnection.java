package dev.posthorn.smtp;

import dev.posthorn.auth.Secret;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, for one message after another. For one thread at a time.
 *
 * <p>It is dropped, not closed, after everything that was no clean answer: QUIT in the middle of a
 * message would be the message's next line.
 */
final class SmtpConnection {
  /** The server need not say goodbye, and nobody waits long for it. */
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  /** Hung up; about to hang up; logged out, as when the token of the login has ended meanwhile. */
  private static final Set<Integer> STALE_REPLIES = Set.of(Reply.END, 421, 530, 535);

  private final SmtpSettings settings;
  private final SmtpReplies replies;
  private final Watchdog watchdog;
  private final SmtpSocket socket;
  private final SubmissionTransport transport;
  private boolean usable;
  private boolean served;
  private boolean stale;
  private volatile boolean late;
  private Instant lastUse;

  /**
   * Gets ready.
   *
   * @param secrets what no reply may show
   */
  SmtpConnection(SmtpSettings settings, Watchdog watchdog, List<String> secrets) {
    this.settings = settings;
    this.replies = settings.replies();
    this.watchdog = watchdog;
    this.socket = new SmtpSocket(settings.server(), settings.tls(), settings.timeOuts(), watchdog);
    this.transport = new SubmissionTransport(session(), socket, settings.timeOuts(), secrets);
    this.lastUse = settings.clock().instant();
  }

  /**
   * The same as {@link #open}, and gives up on a server that has not answered EHLO in time.
   *
   * @param within how long that may take
   */
  void openWithin(Duration within, @Nullable Secret secret) throws SendException {
    Future<?> watch =
        watchdog.after(
            within,
            () -> {
              if (transport.stage().compareTo(Stage.AUTH) < 0) {
                late = true;
                socket.abort();
              }
            });
    try {
      open(secret);
    } finally {
      watch.cancel(false);
    }
  }

  /**
   * Connects and logs in.
   *
   * @param secret the token or password; null without a login
   */
  void open(@Nullable Secret secret) throws SendException {
    SmtpServer server = settings.server();
    String user = secret == null ? null : settings.login().user();
    String password = secret == null ? null : secret.value();
    try {
      transport.connect(server.host(), server.port(), user, password);
      // Angus goes on without a login where the server offers none.
      if (secret != null && transport.stage() != Stage.AUTH) {
        throw noLogin();
      }
      usable = true;
    } catch (MessagingException e) {
      throw judgeOpening(e);
    } finally {
      lastUse = settings.clock().instant();
      if (!usable) {
        socket.abort();
      }
    }
  }

  /**
   * Whether a mail server was met: one that said something of its own, be it no. Where it was not,
   * it was told nothing but EHLO and STARTTLS.
   */
  boolean isMet() {
    Stage stage = transport.stage();
    Reply reply = transport.reply();
    boolean greeted = stage == Stage.HELLO && reply != null && reply.isPositive();
    boolean refused = reply != null && reply.isRefusal();
    return greeted || refused || stage.compareTo(Stage.AUTH) >= 0;
  }

  /** Whether the server refused the token itself, so that another one may do. */
  boolean tokenRefused() {
    Reply reply = transport.reply();
    return transport.stage() == Stage.AUTH && reply != null && reply.code() == 535;
  }

  /** Sends one message to all of its recipients, or to none. */
  void send(OutgoingMessage given) throws SendException {
    OutgoingMessage mail = fitting(given);
    String parameters = parameters(mail);
    usable = false;
    stale = false;
    try {
      transport.submit(mail, parameters);
      usable = true;
    } catch (AttachmentException e) {
      throw replies.unreadable(e);
    } catch (MessagingException | IOException e) {
      stale = served && isThrough();
      SendException answer = judge(e, mail);
      usable = mayGoOn() && transport.reset();
      throw answer;
    } finally {
      served = true;
      lastUse = settings.clock().instant();
      if (!usable) {
        socket.abort();
      }
    }
  }

  /** Whether it can be given another message now: it did not fail, and was not idle for long. */
  boolean isUsable() {
    return usable && settings.clock().instant().isBefore(lastUse.plus(SmtpSettings.IDLE));
  }

  /**
   * Whether the last message failed only because the server was through with this connection, which
   * had served before. It had not taken MAIL, so the message can be given to another connection.
   */
  boolean wentStale() {
    return stale;
  }

  /** Says QUIT, if that makes sense, and closes. */
  void close() {
    try {
      if (usable) {
        socket.setSoTimeout(TimeOuts.millis(GOODBYE));
        transport.close();
      }
    } catch (MessagingException | IOException e) {
      usable = false; // All that was sent has had its answer already.
    } finally {
      usable = false;
      socket.abort();
    }
  }

  private boolean isThrough() {
    Reply reply = transport.reply();
    return transport.stage() == Stage.MAIL
        && (reply == null || STALE_REPLIES.contains(reply.code()));
  }

  /** After a plain no the connection lives on, unless the server says that it hangs up. */
  private boolean mayGoOn() {
    Reply reply = transport.reply();
    return !transport.refusals().isEmpty()
        || (reply != null && reply.isRefusal() && reply.code() != 421);
  }

  private SendException judge(Exception failure, OutgoingMessage mail) {
    if (!transport.refusals().isEmpty()) {
      return replies.refusedRecipients(transport.refusals(), mail.recipients().size());
    }
    return judge(failure);
  }

  /** A reply that came through counts more than what happened to the connection afterwards. */
  private SendException judge(Exception failure) {
    Stage stage = transport.stage();
    Reply reply = transport.reply();
    if (late) {
      return replies.lost(stage, new SocketTimeoutException("the time was up"));
    }
    if (reply != null && reply.isRefusal()) {
      return Verdict.of(stage, reply) == Verdict.NOT_AUTHORIZED
          ? replies.refusedLogin(reply, transport.challenge())
          : replies.refused(stage, reply);
    }
    Optional<IOException> broken = Sockets.failure(failure);
    if (broken.isPresent()) {
      return replies.lost(stage, broken.get());
    }
    return reply == null || reply.code() == Reply.END
        ? replies.hungUp(stage)
        : replies.garbled(stage);
  }

  private SendException judgeOpening(MessagingException failure) {
    Reply reply = transport.reply();
    boolean greeted = transport.stage() == Stage.HELLO && reply != null && reply.isPositive();
    if (greeted && settings.needsStartTls() && !socket.isSecured()) {
      return replies.refused(
          Reason.UNAVAILABLE,
          settings.server().host()
              + " does not offer STARTTLS, and nothing is sent without encryption.",
          "Check --smtp; smtps:// is the safer form, where the server has it.");
    }
    return greeted && failure instanceof AuthenticationFailedException ? noLogin() : judge(failure);
  }

  private SendException noLogin() {
    String wanted = settings.login().mechanisms().replace(" ", " or ");
    return replies.refused(
        Reason.UNAVAILABLE,
        settings.server().host() + " does not offer a login by " + wanted + ".",
        "Check --smtp, or log in another way.");
  }

  /** In seven bits, where the server takes no more (RFC 6152 §3). */
  private OutgoingMessage fitting(OutgoingMessage mail) throws SendException {
    if (!mail.message().isEightBit() || transport.supportsExtension("8BITMIME")) {
      return mail;
    }
    try {
      return new OutgoingMessage(mail.message().forSevenBits(), mail.sender(), mail.progress());
    } catch (AttachmentException e) {
      throw replies.unreadable(e);
    } catch (InvalidMessageException e) {
      throw replies.refused(
          Reason.MESSAGE, String.valueOf(e.getMessage()), "Make the message smaller.");
    }
  }

  /** SIZE (RFC 1870) and BODY (RFC 6152), as far as the server knows them. */
  private String parameters(OutgoingMessage mail) throws SendException {
    String host = settings.server().host();
    StringBuilder parameters = new StringBuilder();
    String limit = transport.getExtensionParameter("SIZE");
    if (limit != null) {
      long size = mail.message().size();
      long most = limit.matches("[0-9]{1,18}") ? Long.parseLong(limit) : 0;
      if (most > 0 && size > most) {
        throw replies.refused(
            Reason.MESSAGE,
            host + " takes messages of at most " + most + " bytes, and this one has " + size + ".",
            "Make the message smaller.");
      }
      parameters.append(" SIZE=").append(size);
    }
    if (mail.message().isEightBit()) {
      if (!transport.supportsExtension("8BITMIME")) {
        throw replies.refused(
            Reason.MESSAGE,
            host
                + " does not take 8-bit messages, and a part of this one is 8-bit that must not be"
                + " encoded.",
            "Encode the message as quoted-printable or base64, before it is signed.");
      }
      parameters.append(" BODY=8BITMIME");
    }
    return parameters.toString();
  }

  private Session session() {
    Properties properties = settings.properties();
    properties.put("mail.smtp.socketFactory", new Sockets.Plain(socket));
    // Angus would else try once more without TLS, and log in.
    properties.put("mail.smtp.socketFactory.fallback", "false");
    properties.put("mail.smtp.ssl.socketFactory", new Sockets.StartTls(socket));
    return Session.getInstance(properties);
  }
}
