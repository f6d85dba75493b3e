package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PastedCodeReceiverTest {
  private final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
  private final PipedOutputStream keyboard = new PipedOutputStream();
  private PendingConsent pending;
  private LoopbackReceiver browser;
  private InputStream terminal;
  private PastedCodeReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    terminal = new PipedInputStream(keyboard, 1 << 16);
    pending = PendingConsent.create(new SecureRandom());
    browser = LoopbackReceiver.open(pending, Duration.ofSeconds(20));
    receiver = start(terminal);
  }

  @AfterEach
  void stop() {
    receiver.stop();
    browser.stop();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "URI?code=c&state=STATE\n",
        "  URI?state=STATE&code=c&scope=email+openid&authuser=0&prompt=consent \r\n",
        "\n\n\"URI?code=c&state=STATE\"\n",
        "<URI?code=c&state=STATE>\n",
        "BARE?code=c&state=STATE#\n"
      })
  void wholeAddressIsTheAnswerHoweverItIsPasted(String pasted) throws Exception {
    type(pasted);
    assertThat(receiver.waitForCode()).isEqualTo("c");
    assertThat(refusals).isEmpty();
  }

  @Test
  void lineWithoutAnEndCountsAfterASilence() throws Exception {
    type("URI?code=c&state=STATE");
    assertThat(receiver.waitForCode()).isEqualTo("c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yes | That is not what was expected.",
        "\u001b[31mred\u0007 | That is not what was expected.",
        "posthorn send --to x | That is not what was expected.",
        "Grüße | That is not what was expected.",
        "4/0AbCdEf | only a piece of the address",
        "code=c&state=STATE | only a piece of the address",
        "?state=STATE&code=0AbCdEf | only a piece of the address",
        "https://accounts.google.com/o/oauth2/auth?state=STATE | not the last address",
        "http://example.com/ | not the last address",
        "http://127.0.0.1:1/callback?code=c&state=STATE | belongs to another login",
        "http://localhost:1/callback?code=c&state=STATE | belongs to another login",
        "URI?code=c&state=wrong | belongs to another login",
        "URI?code=c | belongs to another login",
        "URI?state=STATE | the answer itself is missing",
        "URI?code=c&code=d&state=STATE | two answers in it",
        "URI?error=access_denied&state=wrong | belongs to another login",
        "URI | The end of the address is missing"
      })
  void whatIsNoAnswerIsRefusedInWordsAndTheWaitGoesOn(String pasted, String words)
      throws Exception {
    type(pasted + "\n");
    String refusal = refusals.poll(5, TimeUnit.MINUTES);
    assertThat(refusal).contains(words).endsWith("begins with " + browser.getRedirectUri() + "?");
    assertThat(refusal).doesNotContain(pending.state().value(), "0AbCdEf", "\u001b", "\u0007");
    assertThat(refusal).doesNotContainIgnoringCase("state").doesNotContain("OAuth");
    type("URI?code=right&state=STATE\n");
    assertThat(receiver.waitForCode()).isEqualTo("right");
  }

  @Test
  void lineOfAnyLengthIsNotKept() throws Exception {
    type("x".repeat(40_000) + "\n");
    assertThat(refusals.poll(5, TimeUnit.MINUTES)).contains("longer than", "begins with");
    type("URI?code=right&state=STATE\n");
    assertThat(receiver.waitForCode()).isEqualTo("right");
  }

  @Test
  void pastedRefusalIsARefusal() throws Exception {
    type("URI?error=access_denied&state=STATE\n");
    IOException e = catchThrowableOfType(IOException.class, receiver::waitForCode);
    assertThat(((AuthException) e.getCause()).kind()).isEqualTo(AuthException.Kind.CONSENT_REFUSED);
  }

  @Test
  void whatFollowsTheAnswerIsLeftForOthers() throws Exception {
    type("URI?code=c&state=STATE\nnext command\n");
    assertThat(receiver.waitForCode()).isEqualTo("c");
    assertThat(new String(terminal.readNBytes(13), UTF_8)).isEqualTo("next command\n");
  }

  @Test
  void streamThatFailsIsToldAndTheBrowserStillCanAnswer() throws Exception {
    InputStream closed = new BufferedInputStream(InputStream.nullInputStream());
    closed.close();
    PastedCodeReceiver broken = start(closed);
    assertThat(refusals.poll(5, TimeUnit.MINUTES)).contains("Nothing more can be pasted");
    broken.stop();
    assertThat(pending.offer("code=c&state=" + pending.state().value()))
        .isInstanceOf(Callback.Code.class);
  }

  @Test
  void streamAtItsEndOnlyWaits() throws Exception {
    PastedCodeReceiver ended = start(new ByteArrayInputStream(new byte[0]));
    type("URI?code=c&state=STATE\n");
    assertThat(ended.waitForCode()).isEqualTo("c");
    ended.stop();
    assertThat(refusals).isEmpty();
  }

  private PastedCodeReceiver start(InputStream in) {
    PastedCodeReceiver made = new PastedCodeReceiver(in, pending, browser, new Recording());
    made.start();
    return made;
  }

  private void type(String text) throws IOException {
    String uri = browser.getRedirectUri();
    String typed =
        text.replace("URI", uri)
            .replace("BARE", uri.substring("http://".length()))
            .replace("STATE", pending.state().value());
    keyboard.write(typed.getBytes(UTF_8));
    keyboard.flush();
  }

  private final class Recording implements LoginPrompt {
    @Override
    public void consentAt(URI address) {}

    @Override
    public Optional<InputStream> pasted() {
      return Optional.empty();
    }

    @Override
    public void pasteRefused(String why) {
      refusals.add(why);
    }
  }
}
