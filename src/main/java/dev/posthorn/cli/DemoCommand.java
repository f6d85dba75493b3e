package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.posthorn.sandbox.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthorn demo}: the whole main job, played on this machine. */
@Command(
    name = "demo",
    description = {
      "Plays consent, sending, labels and status against a stand-in for Google on this machine.",
      "Nothing leaves the machine, and the temporary home is deleted at the end."
    },
    footer = {
      "  posthorn demo                      consent is given by itself",
      "  posthorn demo --browser --keep     give it yourself, then read the mail in the web inbox"
    })
final class DemoCommand extends Subcommand {
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";

  @Option(names = "--browser", description = "Open the consent page and leave it to you.")
  boolean byPerson;

  @Option(names = "--keep", description = "Go on serving the web inbox until Ctrl-C.")
  boolean keep;

  /** What each command answered, for --json. */
  private final JsonArray steps = new JsonArray();

  @Override
  boolean onlyShows() {
    return true;
  }

  @Override
  ExitCode run() throws Exception {
    try (Sandbox sandbox = Sandbox.asGmail().autoConsent(!byPerson).start();
        TemporaryHome home = TemporaryHome.create()) {
      SandboxHome.prepare(home.directory(), sandbox);
      writeLetter(home.directory());
      ExitCode code = play(sandbox, home.directory());
      if (code == ExitCode.OK) {
        checkArrival(sandbox);
      }
      boolean goOn = code == ExitCode.OK && keep;
      answer(sandbox, goOn);
      if (goOn) {
        new CountDownLatch(1).await();
      }
      return code;
    }
  }

  private void answer(Sandbox sandbox, boolean goesOn) {
    if (posthorn.json) {
      JsonObject document = new JsonObject();
      document.add("steps", steps);
      if (goesOn) {
        document.addProperty("inbox", sandbox.root().toString());
      }
      terminal().json(document);
    } else if (goesOn) {
      posthorn.say("\nThe web inbox, until Ctrl-C:");
      terminal().data(sandbox.root().toString());
    }
  }

  private ExitCode play(Sandbox sandbox, Path home) {
    Map<String, String> environment = new HashMap<>(terminal().environment());
    environment.put("POSTHORN_HOME", home.toString());
    environment.put("POSTHORN_GMAIL_URL", sandbox.root().toString());
    posthorn.say("Google is played on this machine; nothing leaves it.\n");
    show("export POSTHORN_HOME=" + home + " POSTHORN_GMAIL_URL=" + sandbox.root());
    for (List<String> arguments : commands(home)) {
      ExitCode code = step(arguments, environment);
      if (code != ExitCode.OK) {
        return code;
      }
    }
    return ExitCode.OK;
  }

  private void checkArrival(Sandbox sandbox) {
    if (sandbox.messages().stream().noneMatch(message -> message.account().equals(BOB))) {
      throw new IllegalStateException("The message was sent, but did not arrive.");
    }
    posthorn.say("\nDone: the message is in the inbox of " + BOB + ".");
  }

  private static List<List<String>> commands(Path home) {
    return List.of(
        List.of("login", "--account", ANN),
        List.of(
            "send",
            "--to",
            "Bob Läufer <" + BOB + ">",
            "--subject",
            "Grüße aus der Werkstatt ✉",
            "--text-file",
            home.resolve("letter.txt").toString(),
            "--html-file",
            home.resolve("letter.html").toString(),
            "--attach",
            home.resolve("figures.csv").toString()),
        List.of("labels"),
        List.of("status"));
  }

  private ExitCode step(List<String> arguments, Map<String, String> environment) {
    String command =
        "posthorn "
            + arguments.stream()
                .map(DemoCommand::quote)
                .collect(Collectors.joining(" "))
                .replace(environment.getOrDefault("POSTHORN_HOME", ""), "$POSTHORN_HOME");
    Browser browser = byPerson ? new OfPerson(posthorn.browser()) : new OfDemo();
    if (!posthorn.json) {
      terminal().data("");
      show(command);
      Terminal inner =
          terminal().with(InputStream.nullInputStream(), terminal().out(), environment);
      return Main.run(arguments.toArray(String[]::new), inner, browser);
    }
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Terminal inner =
        terminal()
            .with(InputStream.nullInputStream(), new PrintStream(output, true, UTF_8), environment);
    List<String> asJson = new ArrayList<>(arguments);
    asJson.add("--json");
    ExitCode code = Main.run(asJson.toArray(String[]::new), inner, browser);
    JsonObject step = new JsonObject();
    step.addProperty("command", command);
    step.addProperty("exit", code.kind());
    step.add("answer", JsonParser.parseString(output.toString(UTF_8)));
    steps.add(step);
    return code;
  }

  private void show(String command) {
    if (!posthorn.json) {
      terminal().data("$ " + command);
    }
  }

  /** As a person would type it in a shell. */
  private static String quote(String word) {
    return word.matches("[A-Za-z0-9@%+=:,./_-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Somebody consents at the stand-in's page. */
  record OfPerson(Browser browser) implements Browser {
    @Override
    public boolean open(URI page) {
      return browser.open(page);
    }

    @Override
    public String invitation() {
      return "now it is you who consents, in a browser; if none opens, open this address:";
    }
  }

  /** Nobody has to do anything. */
  private record OfDemo() implements Browser {
    @Override
    public boolean open(URI page) {
      return visit(page);
    }

    @Override
    public String invitation() {
      return "here a browser would open for your consent; the demo gives it by itself, at:";
    }
  }

  /** Asks for the consent page and follows where it leads. */
  static boolean visit(URI page) {
    Thread visitor =
        new Thread(
            () -> {
              try (InputStream answer = page.toURL().openStream()) {
                answer.readAllBytes();
              } catch (IOException e) {
                throw new UncheckedIOException("The consent page did not answer.", e);
              }
            },
            "demo-browser");
    visitor.setDaemon(true);
    visitor.start();
    return true;
  }

  private static void writeLetter(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("letter.txt"),
        """
        Lieber Bob,

        this went through consent, the Gmail API and back, all on one machine.

        Ann
        """);
    Files.writeString(
        folder.resolve("letter.html"),
        """
        <p>Lieber Bob,</p>
        <p>this went through <b>consent</b>, the <b>Gmail API</b> and back, all on one machine.</p>
        <p>Ann</p>
        """);
    Files.writeString(folder.resolve("figures.csv"), "month;horns sold\nOctober;12\nNovember;17\n");
  }
}
