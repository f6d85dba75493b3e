package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.api.client.extensions.java6.auth.oauth2.VerificationCodeReceiver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Takes the answer as a pasted redirect address, for machines whose browser is elsewhere: there the
 * redirect leads nowhere, but the browser's address bar holds all of it.
 *
 * <p>A daemon thread polls the stream instead of blocking in it: a read of standard input cannot be
 * interrupted, and would swallow a line that is meant for somebody else later.
 */
final class PastedCodeReceiver implements VerificationCodeReceiver {
  private static final int MAX_LINE = 16 << 10;

  /** A person gives up sooner; what goes on is a program that writes into our stdin. */
  private static final int MOST_LINES = 50;

  private static final Pattern LOOPBACK =
      Pattern.compile("http://(?:127\\.0\\.0\\.1|localhost|\\[::1])[:/]");

  /** What stands behind the question mark, or the code alone, as Google writes it. */
  private static final Pattern CODE = Pattern.compile("[?&]?(?:code|state|scope)=|4/");

  private static final long POLL_MILLIS = 50;

  /** A line without an end, as printf makes it, counts as a line after this many silent polls. */
  private static final int SILENT_POLLS = 20;

  private final InputStream in;
  private final PendingConsent pending;
  private final String redirectUri;
  private final Duration timeout;
  private final Consumer<String> refused;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int lines;

  PastedCodeReceiver(
      InputStream in, PendingConsent pending, LoopbackReceiver beside, LoginPrompt prompt) {
    this.in = in;
    this.pending = pending;
    this.redirectUri = beside.getRedirectUri();
    this.timeout = beside.timeout();
    this.refused = prompt::pasteRefused;
  }

  /** Starts to read. */
  void start() {
    Thread reader = new Thread(this::read, "posthorn-login-paste");
    reader.setDaemon(true);
    reader.start();
  }

  /** The same as the loopback receiver's: it is the address that the browser ends at. */
  @Override
  public String getRedirectUri() {
    return redirectUri;
  }

  /**
   * Waits for the first valid answer.
   *
   * @throws IOException when the answer is no, or none comes; its cause is the AuthException
   */
  @Override
  public String waitForCode() throws IOException {
    try {
      return pending.await(timeout).value();
    } catch (AuthException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Stops reading, at the latest one poll from now. */
  @Override
  public void stop() {
    stopped.countDown();
  }

  private void read() {
    try {
      int silent = 0;
      while (!stopped.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        silent = in.available() > 0 ? 0 : silent + 1;
        take();
        if (silent >= SILENT_POLLS && line.size() > 0) {
          endOfLine();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      refused.accept(
          "Nothing more can be pasted: " + e.getMessage() + ". The browser still can answer.");
    }
  }

  private void take() throws IOException {
    for (int ready = in.available(); ready > 0 && stopped.getCount() > 0; ready--) {
      int b = in.read();
      if (b == '\n' || b == '\r') {
        endOfLine();
      } else if (b >= 0 && line.size() <= MAX_LINE) {
        line.write(b);
      }
    }
  }

  private void endOfLine() {
    if (++lines > MOST_LINES) {
      refused.accept("Too many lines that are no answer; only the browser can answer now.");
      stop();
      return;
    }
    String text = line.toString(ISO_8859_1).strip();
    boolean tooLong = line.size() > MAX_LINE;
    line.reset();
    if (tooLong) {
      refused.accept("That is longer than the address can be. " + wanted());
    } else if (!text.isEmpty()) {
      offer(unquoted(text));
    }
  }

  private void offer(String text) {
    // Browsers hide the scheme, so a part of the address bar may come without it.
    String address = text.startsWith("127.0.0.1") ? "http://" + text : text;
    if (!address.startsWith(redirectUri + "?")) {
      refused.accept(advice(address));
      return;
    }
    String query = address.substring(redirectUri.length() + 1).replaceFirst("#.*", "");
    if (pending.offer(query) instanceof Callback.Invalid invalid) {
      refused.accept(invalid.why() + " " + wanted());
    } else {
      stop();
    }
  }

  private String advice(String address) {
    if (address.startsWith(redirectUri)) {
      return "The end of the address is missing. " + wanted();
    }
    if (LOOPBACK.matcher(address).lookingAt()) {
      return "That address belongs to another login, perhaps an earlier one. " + wanted();
    }
    if (address.startsWith("https://") || address.startsWith("http://")) {
      return "That is not the last address: open it in a browser and allow the access first. "
          + wanted();
    }
    return CODE.matcher(address).lookingAt()
        ? "That is only a piece of the address, which does not show to which login it belongs. "
            + wanted()
        : "That is not what was expected. " + wanted();
  }

  private String wanted() {
    return "Paste the whole address that the browser ends on; it begins with " + redirectUri + "?";
  }

  private static String unquoted(String text) {
    return text.replaceFirst("^[\"'<]", "").replaceFirst("[\"'>]$", "");
  }
}
