package dev.posthorn.smtp;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Endpoint;
import dev.posthorn.auth.Scope;
import dev.posthorn.auth.Trust;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.MailSender;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import dev.posthorn.send.SendProgress;
import dev.posthorn.send.SendReceipt;
import dev.posthorn.send.ServerText;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends mail through an SMTP submission server, Google's or another: to all recipients of a message
 * or to none, byte for byte, without Bcc.
 *
 * <p>Thread-safe: messages go one after another over one connection, which stays open between them
 * and is made anew when it was idle for a minute or the server hung up. (Google allows an account
 * few connections at a time; who wants several makes several senders.) A sender that is no longer
 * needed should be closed, so that the server hears QUIT.
 *
 * <p>TLS 1.2 or newer, with the server's name checked; Posthorn names itself {@code [127.0.0.1]},
 * so no recipient can read this machine's name. Nothing is repeated but what the server surely did
 * not do: a login that it refused with 535 is tried once more with a new token, and a message for
 * which a kept connection did not even take MAIL goes over a new one. Silence ends after a minute,
 * except after the final dot, where giving up would leave the outcome unknown: ten minutes (RFC
 * 5321 §4.5.3.2.6).
 *
 * <p>The receipt's id is the message's Message-ID, which SMTP keeps; SMTP knows no threads and no
 * labels.
 *
 * @see <a href="https://developers.google.com/workspace/gmail/imap/imap-smtp">Gmail: IMAP, POP, and
 *     SMTP</a>
 */
public final class SmtpSender implements MailSender, AutoCloseable {
  private static final String VIA = "smtp";

  private final SmtpSettings settings;
  private final SmtpReplies replies;
  private final Connector connector;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable SmtpConnection connection;
  private boolean closed;

  SmtpSender(SmtpSettings settings) {
    this.settings = settings;
    this.replies = settings.replies();
    this.connector = new Connector(settings);
  }

  /**
   * A sender through Google's own SMTP server, logged in with the account's token (XOAUTH2).
   *
   * @param account who sends; its consent must cover https://mail.google.com/
   * @return the sender; nothing is asked of anybody yet
   */
  public static SmtpSender of(Account account) {
    return of(new Login.Consent(account), SmtpServer.GMAIL, account.trust());
  }

  /**
   * A sender through another server that takes the account's token (XOAUTH2).
   *
   * @param account who sends
   * @param server {@code smtps://host[:465]}, or {@code smtp://host[:587]} for STARTTLS, which is
   *     required even on loopback
   * @return the sender; nothing is asked of anybody yet
   * @throws AuthException of kind CONFIGURATION when the address is none, or the consent is
   *     Google's and the server is not
   */
  public static SmtpSender of(Account account, URI server) throws AuthException {
    SmtpServer where = SmtpServer.of(server);
    if (Endpoint.isGoogle(account.tokenUri()) && !where.isGoogle()) {
      throw SmtpServer.refused(
          "is not Google's, and the consent of " + account.email() + " is shown to Google alone");
    }
    return of(new Login.Consent(account), where, account.trust());
  }

  /**
   * A sender that logs in with a password (PLAIN, else LOGIN).
   *
   * @param password who sends
   * @param server {@code smtps://host[:465]}, or {@code smtp://host[:587]} for STARTTLS, which is
   *     required even on loopback
   * @return the sender; nothing is asked of anybody yet
   * @throws AuthException of kind CONFIGURATION when the address is none
   */
  public static SmtpSender of(AppPassword password, URI server) throws AuthException {
    return of(new Login.Password(password), SmtpServer.of(server), Trust.system());
  }

  /**
   * A sender that does not log in, to a server on this machine; {@code smtp://} is then spoken
   * without TLS.
   *
   * @param server {@code smtp://localhost:25} or the like: 127.0.0.0/8, ::1 or localhost
   * @param user who sends, an e-mail address: MAIL FROM of messages that name no sender
   * @return the sender; nothing is asked of anybody yet
   * @throws AuthException of kind CONFIGURATION when the address is none, or not on loopback
   */
  public static SmtpSender withoutLogin(URI server, String user) throws AuthException {
    SmtpServer where = SmtpServer.of(server);
    if (!where.isLoopback()) {
      throw SmtpServer.refused("must be 127.0.0.1, ::1 or localhost when there is no login");
    }
    return of(new Login.None(user), where, Trust.system());
  }

  private static SmtpSender of(Login login, SmtpServer server, Trust trust) {
    return new SmtpSender(SmtpSettings.of(login, server, trust::socketFactory));
  }

  /**
   * Tells whether a consent covers SMTP, without asking the server.
   *
   * @param scopes the scopes of the consent, or their short names
   * @return true when https://mail.google.com/ is among them; gmail.send does not do
   * @see <a href="https://developers.google.com/workspace/gmail/imap/xoauth2-protocol">Gmail: OAuth
   *     2.0 mechanism</a>
   */
  public static boolean isOpenedBy(Collection<String> scopes) {
    return Scope.SMTP.isOpenedBy(scopes);
  }

  /**
   * The same sender, trusting other certificates. The certificate must name the server all the
   * same, even to a context that believes everything.
   *
   * @param context makes the TLS connections
   * @return a new sender with a connection of its own
   */
  public SmtpSender with(SSLContext context) {
    return new SmtpSender(settings.with(context::getSocketFactory));
  }

  /**
   * The same sender, trusting other certificates.
   *
   * @param trust whose certificates are believed
   * @return a new sender with a connection of its own
   */
  public SmtpSender with(Trust trust) {
    return new SmtpSender(settings.with(trust::socketFactory));
  }

  /**
   * The same sender, telling how far it got.
   *
   * @param observer is told how much of a message was handed to the network
   * @return a new sender with a connection of its own
   */
  public SmtpSender with(SendProgress observer) {
    return new SmtpSender(settings.with(observer));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException after {@link #close}
   */
  @Override
  public SendReceipt send(WireMessage message) throws SendException {
    refuseNarrowConsent();
    OutgoingMessage mail = outgoing(message);
    lock.lock();
    try {
      refuseClosed();
      deliver(mail);
    } catch (AuthException e) {
      throw replies.withoutToken(e);
    } finally {
      lock.unlock();
    }
    return new SendReceipt(mail.id(), "", List.of(), settings.login().user(), VIA);
  }

  /**
   * Connects and logs in now, for the next message: so a caller who has another way for it learns
   * whether there is a server before anything of the message goes. Nothing is done when a
   * connection stands already, or a message is on its way over it.
   *
   * @param within how long it may take until the server has answered EHLO; how long the system
   *     looks for its address is the system's own matter
   * @return why no mail server was met: its name is not known, it cannot be reached, there is no
   *     TLS, or nothing that a mail server would say came in time; empty when it was met
   * @throws SendException when it was met and does not serve, as {@link #send} throws it
   * @throws IllegalStateException after {@link #close}
   */
  public Optional<SendException> reach(Duration within) throws SendException {
    refuseNarrowConsent();
    if (!lock.tryLock()) {
      return Optional.empty();
    }
    try {
      refuseClosed();
      SmtpConnection kept = connection;
      if (kept == null || !kept.isUsable()) {
        drop();
        connection = connector.connectWithin(within);
      }
      return Optional.empty();
    } catch (SendException e) {
      if (connector.hasMetServer()) {
        throw e;
      }
      return Optional.of(e);
    } catch (AuthException e) {
      throw replies.withoutToken(e);
    } finally {
      lock.unlock();
    }
  }

  private void refuseNarrowConsent() throws SendException {
    if (settings.login() instanceof Login.Consent consent) {
      Set<String> scopes = consent.account().scopes();
      if (!scopes.isEmpty() && !isOpenedBy(scopes)) {
        throw replies.scopeMissing();
      }
    }
  }

  private void refuseClosed() {
    if (closed) {
      throw new IllegalStateException("This sender is closed.");
    }
  }

  /**
   * Says QUIT and closes the connection, if there is one; waits for a message that is on its way.
   * Nothing can be sent afterwards. Closing again does nothing.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      drop();
    } finally {
      lock.unlock();
    }
  }

  private void deliver(OutgoingMessage mail) throws SendException, AuthException {
    SmtpConnection kept = connection;
    if (kept != null && kept.isUsable()) {
      try {
        kept.send(mail);
        return;
      } catch (SendException e) {
        if (!kept.wentStale()) {
          throw e;
        }
      }
    }
    drop();
    SmtpConnection fresh = connector.connect();
    connection = fresh;
    fresh.send(mail);
  }

  private void drop() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  private OutgoingMessage outgoing(WireMessage message) throws SendException {
    WireMessage wire = message.forEnvelope();
    String sender = wire.sender().orElse(settings.login().user());
    List<String> addresses = new ArrayList<>(wire.recipients());
    addresses.add(sender);
    for (String address : addresses) {
      // SMTPUTF8 is asked of no server: Gmail's does not offer it to all that a mail may go on to.
      if (!address.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
        throw replies.refused(
            Reason.MESSAGE,
            ServerText.clean(address) + " is no address that SMTP can carry.",
            "Correct the address.");
      }
    }
    return new OutgoingMessage(wire, sender, settings.progress());
  }
}
