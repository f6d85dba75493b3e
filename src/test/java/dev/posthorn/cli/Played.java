package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.sandbox.SandboxBuilder;
import dev.posthorn.sandbox.SandboxMessage;
import dev.posthorn.testing.ConsentingBrowser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command line inside this process, with a sandbox for Google and a home of its own. */
final class Played implements AutoCloseable {
  final Sandbox google;
  final Path home;
  private final Map<String, String> environment = new HashMap<>();
  private Browser browser = Played::consent;
  private boolean watched;

  private Played(Sandbox google, Path home) {
    this.google = google;
    this.home = home;
    environment.put("HOME", home.toString());
    environment.put("POSTHORN_HOME", home.toString());
    environment.put("POSTHORN_GMAIL_URL", google.root().toString());
  }

  /**
   * A home that has a credentials.json and no account yet; mail changes on its way as by Gmail's
   * API, so that what a recipient's copy shows is what people would get.
   */
  static Played in(Path home) throws IOException {
    return in(home, Sandbox.asGmail());
  }

  /** The same with a Google of another kind. */
  static Played in(Path home, SandboxBuilder kind) throws IOException {
    Sandbox google = kind.autoConsent(true).start();
    Files.writeString(home.resolve("credentials.json"), google.credentialsJson());
    return new Played(google, home);
  }

  Played with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Played browser(Browser other) {
    browser = other;
    return this;
  }

  /** From now on stderr is a terminal. */
  Played watched() {
    watched = true;
    return this;
  }

  Played login(String email) {
    Result result = run("login", "--account", email);
    if (result.code() != ExitCode.OK) {
      throw new AssertionError(result.toString());
    }
    return this;
  }

  /** The newest message in an account's inbox, as it arrived. */
  String inbox(String email) {
    return newest(email, "INBOX");
  }

  /** The newest message that an account sent, as it stands in its mailbox. */
  String sent(String email) {
    return newest(email, "SENT");
  }

  private String newest(String email, String label) {
    return google.messages().stream()
        .filter(mail -> mail.account().equals(email) && mail.labelIds().contains(label))
        .map(SandboxMessage::raw)
        .reduce((older, newer) -> newer)
        .orElseThrow(() -> new AssertionError("nothing is in " + label + " of " + email));
  }

  Result run(String... arguments) {
    return runWithInput("", arguments);
  }

  Result runWithInput(String input, String... arguments) {
    return runWithInput(input.getBytes(UTF_8), arguments);
  }

  /** As a person at a terminal, who types an answer. */
  Result typed(String input, String... arguments) {
    return run(input.getBytes(UTF_8), true, arguments);
  }

  Result runWithInput(byte[] input, String... arguments) {
    return run(input, false, arguments);
  }

  private Result run(byte[] input, boolean interactive, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            environment,
            interactive,
            watched);
    ExitCode code = Main.run(arguments, terminal, browser);
    return new Result(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** A browser that follows wherever the consent page leads. */
  static boolean consent(URI page) {
    ConsentingBrowser.visit(page);
    return true;
  }

  @Override
  public void close() {
    google.close();
  }

  /** How a command ended, and what it wrote. */
  record Result(ExitCode code, String out, String err) {

    /** The one JSON document on stdout. */
    JsonObject json() {
      List<String> lines = new ArrayList<>(out.lines().toList());
      if (lines.size() != 1) {
        throw new AssertionError("not exactly one JSON document: " + out);
      }
      return JsonParser.parseString(lines.get(0)).getAsJsonObject();
    }
  }
}
