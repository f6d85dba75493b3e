package dev.posthorn.ordeal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.message.Mail;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.ordeal.Reckoning.Accepted;
import dev.posthorn.outbox.EntryFilter;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxException;
import dev.posthorn.outbox.OutboxException.Kind;
import dev.posthorn.outbox.Submission;
import dev.posthorn.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Hands the messages in, as many as were released: most through the library, some through
 * processes, a third of which is killed. Each has a key, under which it is handed in until that
 * succeeds.
 */
final class Intake {
  private static final String RECIPIENT = "somebody@elsewhere.example";

  /** What is handed in again, under the same key. */
  private static final Set<Kind> PASSING = Set.of(Kind.BUSY, Kind.UNCERTAIN);

  /** The same, as exit codes. */
  private static final Set<Integer> PASSING_EXITS = Set.of(75, 79);

  private final Settings settings;
  private final Stage stage;
  private final Outbox outbox;
  private final SplittableRandom random;
  private final Map<String, Accepted> accepted = new ConcurrentHashMap<>();
  private volatile int released;
  private volatile boolean ended;

  Intake(Settings settings, Stage stage, Outbox outbox) {
    this.settings = settings;
    this.stage = stage;
    this.outbox = outbox;
    this.random = new SplittableRandom(settings.seed() ^ 0x1ea5ed);
  }

  /** All that was accepted, by id. */
  Map<String, Accepted> accepted() {
    return Map.copyOf(accepted);
  }

  int count() {
    return accepted.size();
  }

  /** Lets so many be handed in, in all. */
  void release(int messages) {
    released = Math.min(messages, settings.messages());
  }

  /** Lets the threads end. */
  void end() {
    ended = true;
  }

  /** Hands in through the library; returns at the end. */
  void byLibrary() throws Exception {
    for (int number = settings.byProcess(); number < settings.messages(); number++) {
      if (!awaitRelease(number - settings.byProcess())) { // Both begin with the first release.
        return;
      }
      Letter letter = new Letter(settings.seed(), number);
      Mail mail =
          Mail.builder()
              .from(stage.account(number))
              .to(RECIPIENT)
              .subject(letter.subject())
              .text(letter.text())
              .build();
      Submission submission =
          Submission.of(stage.account(number), WireMessage.of(MimeComposer.create().compose(mail)))
              .key(letter.key(), mail.contentDigest())
              .build();
      note(accept(submission), number);
    }
  }

  private String accept(Submission submission) throws Exception {
    while (true) {
      try {
        return outbox.accept(submission).id();
      } catch (OutboxException e) {
        if (!PASSING.contains(e.kind()) || ended) {
          throw e;
        }
        Await.breathe();
      }
    }
  }

  /** Hands in through {@code send} and {@code sendmail}; returns at the end. */
  void byProcesses() throws Exception {
    for (int number = 0; number < settings.byProcess(); number++) {
      if (!awaitRelease(number * (settings.messages() / settings.byProcess()))) {
        return;
      }
      Letter letter = new Letter(settings.seed(), number);
      while (!handIn(letter)) {
        if (ended) {
          return;
        }
      }
      note(find(letter), number);
    }
  }

  private boolean handIn(Letter letter) throws IOException, InterruptedException {
    Path log = stage.log("intake" + letter.number());
    Path input = Files.writeString(stage.log("input"), input(letter), UTF_8);
    Process process = stage.posthorn(log, words(letter)).redirectInput(input.toFile()).start();
    boolean doomed = random.nextInt(3) == 0;
    int millis = doomed ? random.nextInt(200, 2_500) : 60_000;
    if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
      return false;
    }
    int exit = process.exitValue();
    if (exit != 0 && !PASSING_EXITS.contains(exit)) {
      throw new AssertionError("Not accepted: " + exit + " " + Files.readString(log, UTF_8));
    }
    return exit == 0;
  }

  private static boolean isWhole(Letter letter) {
    return letter.number() % 2 == 1;
  }

  private String[] words(Letter letter) {
    List<String> words = new ArrayList<>();
    words.add(isWhole(letter) ? "sendmail" : "send");
    words.addAll(List.of("--queue", "--key", letter.key()));
    words.addAll(List.of("--account", stage.account(letter.number())));
    words.addAll(
        isWhole(letter)
            ? List.of(RECIPIENT)
            : List.of("--to", RECIPIENT, "--subject", letter.subject()));
    return words.toArray(String[]::new);
  }

  private String input(Letter letter) {
    String head = "From: " + stage.account(letter.number()) + "\nTo: " + RECIPIENT + "\nSubject: ";
    return (isWhole(letter) ? head + letter.subject() + "\n\n" : "") + letter.text();
  }

  private String find(Letter letter) throws Exception {
    List<String> ids = new ArrayList<>();
    EntryFilter filter = new EntryFilter(Optional.empty(), Set.of(), Optional.of(letter.key()), 10);
    while (true) {
      try {
        outbox.list(filter, entry -> ids.add(entry.id()));
        break;
      } catch (OutboxException e) {
        if (e.kind() != Kind.BUSY || ended) {
          throw e;
        }
        ids.clear();
        Await.breathe();
      }
    }
    if (ids.size() != 1) {
      throw new AssertionError("Accepted, and in the ledger " + ids.size() + " times: " + letter);
    }
    return ids.get(0);
  }

  private void note(String id, int number) {
    Accepted now = new Accepted(stage.account(number), new Letter(settings.seed(), number));
    Accepted before = accepted.put(id, now);
    if (before != null) {
      throw new AssertionError("One id for two messages: " + id + " for " + before + ", " + now);
    }
  }

  private boolean awaitRelease(int number) throws InterruptedException {
    while (number >= released && !ended) {
      Await.breathe();
    }
    return !ended;
  }
}
