package dev.posthorn.gmail;

import static dev.posthorn.gmail.Verdict.Kind.MESSAGE;

import dev.posthorn.auth.AuthException;
import dev.posthorn.message.WireMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way through an upload session, until the server has said what became of it.
 *
 * <pre>
 *            ┌──── 308, more is there ────┐
 *            ▼                            │
 *   begun ─▶ PUT what is missing ─────────┴─ 2xx ──────────▶ done
 *            ▲   │ lost, 5xx, 429, garbled                    ▲
 *        308 │   ▼ wait                                       │
 *   resumed ─▶ ask: empty PUT, bytes *&#47;TOTAL ── 2xx ──────┘
 *                │ lost, 5xx, 429, garbled: wait, ask again
 *                ▼ gone, refused, or nothing gets on any more
 *             refused | not sent | unknown
 * </pre>
 *
 * <p>Repeating a PUT is safe, since the session takes each byte once and completes once. What ends
 * badly is <em>surely not sent</em> as long as the last byte of the message never left here, or
 * each request in which it did was answered with "not done": a message without its last byte is
 * none, as Content-Range names the total. Otherwise it is <em>unknown</em>, even when the server
 * said afterwards that it had not all of it: what it had not by then may have been on its way. Of a
 * resumed session nobody knows what an earlier process sent, so it counts as if the last byte had
 * left. A session that is gone (404, 410) settles nothing: it may have been forgotten with its work
 * done.
 *
 * <p>For one message and one thread.
 *
 * @param <T> what a completed upload is answered with
 */
final class SessionUpload<T> {
  /** A 35 MiB message in the smallest pieces takes 140; far more than that leads nowhere. */
  private static final int MOST_REQUESTS = 500;

  private final GmailCall call;
  private final UploadSession session;
  private final WireMessage message;
  private final Manner manner;
  private final Uploads.Ending<T> ending;
  private final Fingerprints fingerprints = new Fingerprints();

  /** How many bytes the server has, as it said last. */
  private long received;

  /** The most that it ever said. */
  private long best;

  /** The most that it can have: what we, or somebody before us, wrote. */
  private long most;

  /** Whether the last byte may be at work somewhere. */
  private boolean unsettled;

  private int setbacks;
  private int requests;

  /** What one request brought. */
  private sealed interface Step<T> permits Done, Incomplete, Setback {}

  private record Done<T>(T value) implements Step<T> {}

  private record Incomplete<T>() implements Step<T> {}

  /** No answer that counts; what that means depends on how far all has got by then. */
  private record Setback<T>(Function<Progress, Verdict> meaning, @Nullable Exception cause)
      implements Step<T> {}

  SessionUpload(
      GmailCall call,
      UploadSession session,
      WireMessage message,
      Manner manner,
      Uploads.Ending<T> ending) {
    if (message.size() != session.total()) {
      throw new IllegalArgumentException("The session was begun for a message of another length.");
    }
    this.call = call;
    this.session = session;
    this.message = message;
    this.manner = manner;
    this.ending = ending;
  }

  /** Sends the message to a session that was only just begun. */
  T send() throws CallException, AuthException {
    return run(put(), false);
  }

  /** Finds out what an earlier process left, and does the rest. */
  T resume() throws CallException, AuthException {
    distrustThePast();
    return run(ask(), true);
  }

  /** Finds out whether an earlier process completed it, or is about to, and does nothing. */
  Optional<T> settle() throws CallException, AuthException {
    distrustThePast();
    Step<T> step = ask();
    while (!(step instanceof Done) && !(step instanceof Incomplete && received < session.total())) {
      hold(step instanceof Setback<T> setback ? setback : stuck());
      step = ask();
    }
    return step instanceof Done<T> done ? Optional.of(done.value()) : Optional.empty();
  }

  private void distrustThePast() {
    unsettled = true;
    most = session.total();
  }

  private T run(Step<T> first, boolean asked) throws CallException, AuthException {
    Step<T> step = first;
    boolean waited = asked;
    while (true) {
      if (step instanceof Done<T> done) {
        return done.value();
      }
      boolean mayPut = step instanceof Incomplete && received < session.total();
      if (step instanceof Incomplete && received > best) {
        best = received;
        setbacks = 0;
      } else if (!(mayPut && waited)) {
        hold(step instanceof Setback<T> setback ? setback : stuck());
      }
      waited = !mayPut; // What the question was waited for with need not wait again.
      step = mayPut ? put() : ask();
    }
  }

  private Step<T> put() throws CallException, AuthException {
    boolean before = unsettled;
    Piece piece = new Piece();
    Answer answer;
    try {
      answer = exchange(piece);
    } catch (CallException e) {
      unsettled |= piece.isPerhapsWhole();
      return unanswered(e);
    } finally {
      most = Math.max(most, piece.written());
    }
    boolean refused = isRefusal(answer);
    boolean incomplete = answer.status() == Answer.INCOMPLETE;
    unsettled |= piece.isPerhapsWhole() && !refused && !incomplete;
    boolean forGood = refused && !call.judge(progress(), answer).kind().mayPass();
    return forGood && before ? refusedAgain(answer) : heard(answer);
  }

  private Step<T> ask() throws CallException, AuthException {
    Answer answer;
    try {
      answer = exchange(() -> new SessionRequest(session, null));
    } catch (CallException e) {
      return unanswered(e);
    }
    return heard(answer);
  }

  /** The body of one PUT, made again when the token was refused. */
  private final class Piece implements Supplier<SessionRequest> {
    private final List<UploadContent> contents = new ArrayList<>();

    @Override
    public SessionRequest get() {
      long rest = session.total() - received;
      long length = manner.chunk() == 0 ? rest : Math.min(rest, manner.chunk());
      contents.add(
          new UploadContent(message, received, received + length, fingerprints, manner.watcher()));
      return new SessionRequest(session, contents.get(contents.size() - 1));
    }

    /** Of the last one alone: those before it were answered with 401. */
    boolean isPerhapsWhole() {
      return !contents.isEmpty()
          && contents.get(contents.size() - 1).progress() == Progress.PERHAPS_SENT;
    }

    long written() {
      return contents.stream().mapToLong(UploadContent::written).max().orElse(0);
    }
  }

  private Answer exchange(Supplier<SessionRequest> maker) throws CallException, AuthException {
    if (++requests > MOST_REQUESTS) {
      throw new CallException(stuck().meaning().apply(progress()), null);
    }
    try {
      return call.exchange(maker).answer();
    } catch (AuthException e) {
      if (!unsettled) {
        throw e;
      }
      throw new CallException(Verdict.withoutToken(e), e);
    }
  }

  private Step<T> unanswered(CallException e) throws CallException {
    boolean mayPass = e.verdict().kind().mayPass();
    if (!mayPass || !(e.getCause() instanceof Exception cause) || !GmailErrors.mayPass(cause)) {
      throw ended(e.verdict(), e.getCause());
    }
    boolean asked = !(cause instanceof AuthException); // Else there was no token to ask with.
    return new Setback<>(p -> asked ? call.errors().lost(p, cause) : e.verdict(), cause);
  }

  private Step<T> heard(Answer answer) throws CallException {
    if (answer.isSuccess()) {
      Optional<T> done = ending.reading().apply(answer);
      unsettled |= done.isEmpty();
      return done.<Step<T>>map(Done::new).orElseGet(() -> garbled(answer));
    }
    if (answer.status() == Answer.INCOMPLETE) {
      OptionalLong has = UploadRange.received(answer.head().range(), most);
      if (has.isEmpty()) {
        return garbled(answer);
      }
      received = has.getAsLong();
      unsettled |= received == session.total();
      return new Incomplete<>();
    }
    if (answer.isGone()) {
      throw ended(call.errors().gone(progress(), answer.status()), null);
    }
    Verdict verdict = call.judge(progress(), answer);
    if (verdict.kind().mayPass()) {
      return new Setback<>(progress -> call.judge(progress, answer), null);
    }
    throw ended(verdict, null);
  }

  /**
   * A PUT was refused after an earlier one had got lost: for its content, or since the earlier one
   * completed the session after all? The session says.
   */
  private Step<T> refusedAgain(Answer answer) throws CallException, AuthException {
    Step<T> now = ask();
    Verdict verdict = call.judge(progress(), answer);
    if (now instanceof Incomplete && received < session.total() && verdict.kind() == MESSAGE) {
      throw new CallException(verdict, null); // What refuses these bytes now refused them then.
    }
    if (now instanceof Done) {
      return now;
    }
    throw ended(verdict, null);
  }

  private void hold(Setback<T> setback) throws CallException {
    Verdict verdict = setback.meaning().apply(progress());
    Duration asked = setback.meaning().apply(Progress.NOTHING_SENT).retryAfter();
    Optional<Duration> wait = manner.tenacity().next(++setbacks, asked);
    // Sent anew after that day or hour; or, where a handle is kept, asked for by then.
    boolean tooLong = asked != null && asked.compareTo(Tenacity.LONGEST) > 0;
    boolean elsewhere = ending.atLimit() && (tooLong || verdict.kind() == Verdict.Kind.LIMITED);
    if (wait.isEmpty() || elsewhere || (!unsettled && tooLong)) {
      throw ended(verdict, setback.cause());
    }
    try {
      manner.tenacity().sleep().sleep(wait.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ended(verdict.interrupted(), setback.cause());
    }
  }

  private Progress progress() {
    return unsettled ? ending.ifComplete() : Progress.NOTHING_SENT;
  }

  /** The end, which is never better than what may have happened. */
  private CallException ended(Verdict verdict, @Nullable Throwable cause) {
    return new CallException(unsettled ? ending.ifUnsettled().apply(verdict) : verdict, cause);
  }

  private Setback<T> garbled(Answer answer) {
    return new Setback<>(progress -> call.errors().garbled(progress, answer.status()), null);
  }

  private Setback<T> stuck() {
    return new Setback<>(
        progress -> call.errors().stuck(progress, received, session.total()), null);
  }

  /** The server looked at this very request and did not do it. */
  private boolean isRefusal(Answer answer) {
    return answer.status() != Answer.INCOMPLETE && !answer.isGone() && call.isRefusal(answer);
  }
}
