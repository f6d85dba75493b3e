package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.GmailFact;
import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.sandbox.SandboxBuilder;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthorn sandbox}: runs the stand-in for Google until Ctrl-C. */
@Command(
    name = "sandbox",
    description = {
      "Runs a stand-in for Google on this machine until Ctrl-C: consent page, Gmail API, SMTP, web"
          + " inbox.",
      "Writes a credentials.json that points at it into --home, and the certificate of its SMTP port,",
      "sandbox-ca.pem. For this command the default of --home is a new temporary folder, which goes",
      "with it; POSTHORN_HOME does not count. The app passwords that it says are its own."
    },
    footer = {
      "  posthorn sandbox                   then paste the line it prints into another terminal",
      "  posthorn sandbox --port 8025 --home ~/posthorn-sandbox --state ~/posthorn-sandbox/state",
      "  posthorn sandbox --faults plan.json",
      "  echo '{\"rules\":[{\"call\":\"messages.send\",\"when\":\"after\",\"fault\":\"reset\"}]}' |",
      "    curl -T - -H 'Content-Type: application/json' \"$POSTHORN_GMAIL_URL\"faults",
      "",
      "A FILE of faults, in which one message goes out unanswered, then labels are refused twice:",
      "  {\"rules\": [",
      "    {\"call\": \"messages.send\", \"when\": \"after\", \"fault\": \"reset\"},",
      "    {\"call\": \"labels.list\", \"when\": \"before\", \"fault\": \"status\",",
      "     \"status\": 429, \"retryAfter\": 2, \"times\": 2}]}",
      "call: token, labels.list, profile, sendAs.list, messages.send, messages.get, messages.list,",
      "  threads.get, drafts.create, drafts.send, drafts.get, drafts.delete, drafts.list, upload.start,",
      "  upload.put, upload.query, upload.media, upload.multipart; smtp.connect, smtp.auth, smtp.mail,",
      "  smtp.rcpt, smtp.data.",
      "when: before (none of the work is done) or after (it is done, but the answer fails).",
      "fault: reset, timeout (silence), truncated (half of the answer), garbage, slow (with millis),",
      "  status (with status, reason, retryAfter).",
      "Also: skip calls first, fail that many times (1), at a chance of 0 to 1 (1); with before, break",
      "  off after so many bytes of the body. Beside rules, a seed decides for the chance."
    })
final class SandboxCommand extends Subcommand {

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port on 127.0.0.1 (default: that of --state, else any free one).")
  int port;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Keep mail, drafts, tokens and uploads in this folder for the next time.")
  @Nullable Path state;

  @Option(
      names = "--faults",
      paramLabel = "FILE",
      description = "Break answers as this plan says (JSON); PUT /faults sets another one.")
  @Nullable Path faults;

  @Option(names = "--no-smtp", description = "Leave the SMTP ports out, which saves half a second.")
  boolean noSmtp;

  @Option(
      names = "--plain-delivery",
      description = {
        "Let the text of a mail arrive as it was sent. Without it recipients get what Gmail's API",
        "makes of it: long lines wrapped (docs/sandbox.md)."
      })
  boolean plainDelivery;

  @Option(
      names = "--other",
      paramLabel = "FACT",
      split = ",",
      hidden = true,
      description = "Play the other answer of these facts about Gmail (docs/sandbox.md).")
  List<String> other = new ArrayList<>();

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

  private void announce(Sandbox sandbox, Path home) throws Stop {
    Map<String, String> passwords = noSmtp ? Map.of() : sandbox.appPasswords();
    JsonObject document = new JsonObject();
    document.addProperty("inbox", sandbox.root().toString());
    document.addProperty("home", home.toString());
    document.addProperty("gmailUrl", sandbox.root().toString());
    String export =
        "export POSTHORN_HOME='" + home + "' POSTHORN_GMAIL_URL='" + sandbox.root() + "'";
    if (!noSmtp) {
      Path certificate = SandboxHome.trust(home, sandbox);
      document.addProperty("smtps", sandbox.smtps().toString());
      document.addProperty("smtp", sandbox.smtp().toString());
      document.addProperty("caFile", certificate.toString());
      export += " POSTHORN_SMTP='" + sandbox.smtps() + "' POSTHORN_CA_FILE='" + certificate + "'";
    }
    document.addProperty("export", export);
    if (posthorn.json) {
      document.add("appPasswords", new Gson().toJsonTree(passwords));
      terminal().json(document);
      return;
    }
    posthorn.say("posthorn: the sandbox plays Google until Ctrl-C. Web inbox: " + sandbox.root());
    passwords.forEach(
        (account, password) ->
            posthorn.say("posthorn: app password of " + account + ": " + password));
    posthorn.say("posthorn: in another terminal run this line, then: posthorn login");
    terminal().data(export);
  }

  private Sandbox open() throws Stop {
    if (port < 0 || port > 65_535) {
      throw new Stop(ExitCode.USAGE, "--port is from 0 to 65535, not " + port + ".", "");
    }
    if (state != null && Files.exists(state) && !Files.isDirectory(state)) {
      throw new Stop(
          ExitCode.CANNOT_CREATE,
          "The state cannot be kept in " + state + ": it is no folder.",
          "Name a folder with --state; it is made where there is none.");
    }
    SandboxBuilder builder = plainDelivery ? Sandbox.plain() : Sandbox.asGmail();
    builder.port(port).smtp(!noSmtp).faults(plan()).withOther(otherFacts());
    if (state != null) {
      builder.state(state.toAbsolutePath());
    }
    try {
      return builder.start();
    } catch (BindException e) {
      throw new Stop(
          ExitCode.CANNOT_CREATE,
          "Port " + port + " on 127.0.0.1 is taken.",
          "Choose another one, or leave --port away for any free one.",
          e);
    } catch (IOException e) {
      String file = e instanceof FileSystemException failed ? failed.getFile() : null;
      String what = "The sandbox cannot start" + (file == null ? "" : " with " + file);
      throw new Stop(ExitCode.CANNOT_CREATE, what + Causes.why(e) + ".", "", e);
    }
  }

  private GmailFact[] otherFacts() throws Stop {
    GmailFact[] facts = new GmailFact[other.size()];
    for (int i = 0; i < facts.length; i++) {
      try {
        facts[i] = GmailFact.of(other.get(i));
      } catch (IllegalArgumentException e) {
        throw new Stop(ExitCode.USAGE, e.getMessage() + ".", "", e);
      }
    }
    return facts;
  }

  private FaultPlan plan() throws Stop {
    if (faults == null) {
      return FaultPlan.none();
    }
    try {
      return FaultPlan.parse(Files.readString(faults, UTF_8));
    } catch (IOException e) {
      throw new Stop(ExitCode.NO_INPUT, "Cannot read " + faults + Causes.why(e) + ".", "", e);
    } catch (IllegalArgumentException e) {
      throw new Stop(
          ExitCode.CONFIGURATION, faults + " is no plan of faults: " + e.getMessage(), "", e);
    }
  }
}
