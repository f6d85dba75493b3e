package dev.posthorn.cli;

import com.google.gson.JsonObject;
import dev.posthorn.sandbox.Sandbox;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthorn sandbox}: runs the stand-in for Google until Ctrl-C. */
@Command(
    name = "sandbox",
    description = {
      "Runs a stand-in for Google on this machine until Ctrl-C: consent page, Gmail API, web inbox.",
      "Writes a credentials.json that points at it into --home (default: a new temporary folder)."
    },
    footer = {
      "  posthorn sandbox                   then paste the line it prints into another terminal",
      "  posthorn sandbox --port 8025 --home ~/posthorn-sandbox"
    })
final class SandboxCommand extends Subcommand {

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port on 127.0.0.1 (default: any free one).")
  int port;

  @Override
  ExitCode run() throws Exception {
    try (Sandbox sandbox = open()) {
      // Not POSTHORN_HOME: what is written there belongs to a real account, most likely.
      Path home = posthorn.homeOption;
      if (home == null) {
        home = TemporaryHome.create().directory();
      }
      SandboxHome.prepare(home.toAbsolutePath(), sandbox);
      announce(sandbox, home.toAbsolutePath());
      new CountDownLatch(1).await();
    }
    return ExitCode.OK;
  }

  private void announce(Sandbox sandbox, Path home) {
    String export =
        "export POSTHORN_HOME='" + home + "' POSTHORN_GMAIL_URL='" + sandbox.root() + "'";
    if (posthorn.json) {
      JsonObject document = new JsonObject();
      document.addProperty("inbox", sandbox.root().toString());
      document.addProperty("home", home.toString());
      document.addProperty("gmailUrl", sandbox.root().toString());
      document.addProperty("export", export);
      terminal().json(document);
      return;
    }
    posthorn.say("posthorn: the sandbox plays Google until Ctrl-C. Web inbox: " + sandbox.root());
    posthorn.say("posthorn: in another terminal run this line, then: posthorn login");
    terminal().data(export);
  }

  private Sandbox open() throws Stop, IOException {
    if (port < 0 || port > 65_535) {
      throw new Stop(ExitCode.USAGE, "--port is from 0 to 65535, not " + port + ".", "");
    }
    try {
      return Sandbox.builder().port(port).start();
    } catch (BindException e) {
      throw new Stop(
          ExitCode.CANNOT_CREATE,
          "Port " + port + " on 127.0.0.1 is taken.",
          "Choose another one, or leave --port away for any free one.",
          e);
    }
  }
}
