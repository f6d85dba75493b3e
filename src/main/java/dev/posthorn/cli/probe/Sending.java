package dev.posthorn.cli.probe;

import dev.posthorn.cli.probe.SendingLog.Sent;
import dev.posthorn.gmail.RawSender;
import dev.posthorn.send.SendException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of a probe, each once. {@link #stop} may be called by another thread.
 *
 * <p>A message that Gmail refuses, or whose answer gets lost, is noted, and the others are sent; a
 * consent that does not hold, or a limit, ends the sending, since the next one would meet the same.
 */
public final class Sending {
  /** Who stops a program waits no longer for it. */
  private static final long LONGEST_STEP_SECONDS = 10;

  /** Is told what goes on, on the sending thread. */
  public interface Listener {
    /**
     * The next message.
     *
     * @param done how many were tried before
     */
    void next(int done);

    /**
     * A message that was refused or perhaps sent, or whose draft was perhaps made; the others are
     * sent all the same.
     *
     * @param letter which
     * @param sent which of these
     * @param why what is the matter
     */
    void failed(Letter letter, Sent sent, SendException why);
  }

  private final RawSender gmail;
  private final Letters letters;
  private final Listener listener;
  private final Map<Letter, Sent> sent = Collections.synchronizedMap(new EnumMap<>(Letter.class));
  private final ReentrantLock step = new ReentrantLock();
  private volatile boolean stopped;
  private volatile @Nullable String draft;
  private volatile int session = SendingLog.NOT_ASKED;
  private volatile int draftAgain = SendingLog.NOT_ASKED;

  /**
   * Nothing sent yet.
   *
   * @param gmail takes the messages
   * @param letters writes them
   * @param listener is told
   */
  public Sending(RawSender gmail, Letters letters, Listener listener) {
    this.gmail = gmail;
    this.letters = letters;
    this.listener = listener;
  }

  /**
   * Sends all, unless it is stopped.
   *
   * @throws SendException when the account cannot send at all; what was sent before then was sent
   */
  public void run() throws SendException {
    for (Letter letter : List.of(Letter.values())) {
      step.lock();
      try {
        if (stopped) {
          return;
        }
        listener.next(sent.size());
        send(letter);
      } finally {
        step.unlock();
      }
    }
  }

  /**
   * What Gmail has answered so far.
   *
   * @return the log
   */
  public SendingLog log() {
    synchronized (sent) {
      return new SendingLog(sent, session, draftAgain);
    }
  }

  /**
   * Lets the message in hand be finished, for a while, sends no other, and removes the draft.
   *
   * @return whether no draft is left
   */
  public boolean stop() {
    stopped = true;
    boolean alone = false;
    try {
      alone = step.tryLock(LONGEST_STEP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      return removeDraft(); // Even beside a call that hangs: what it does to the draft is done.
    } finally {
      if (alone) {
        step.unlock();
      }
    }
  }

  private void send(Letter letter) throws SendException {
    byte[] message = letters.write(letter);
    try {
      switch (letter) {
        case SESSION -> session = gmail.sendBySession(message);
        case DRAFT -> sendDraft(message);
        default -> gmail.send(message);
      }
      sent.putIfAbsent(letter, Sent.SENT);
    } catch (SendException.OutcomeUnknown e) {
      note(letter, Sent.UNKNOWN, e);
    } catch (SendException e) {
      boolean itsOwnFault =
          e instanceof SendException.Refused refused
              && refused.reason() == SendException.Refused.Reason.MESSAGE;
      if (!itsOwnFault) {
        sent.put(letter, Sent.NOT_SENT);
        throw e;
      }
      note(letter, Sent.REFUSED, e);
    }
  }

  private void note(Letter letter, Sent outcome, SendException why) {
    sent.put(letter, outcome);
    listener.failed(letter, outcome, why);
  }

  private void sendDraft(byte[] message) throws SendException {
    String id;
    try {
      id = gmail.createDraft(message);
    } catch (SendException.OutcomeUnknown e) {
      note(Letter.DRAFT, Sent.NOT_SENT, e); // A draft that may be there is not sent.
      return;
    }
    draft = id;
    try {
      gmail.sendDraft(id);
      draftAgain = gmail.sendDraftAgain(id);
    } finally {
      removeDraft();
    }
  }

  private boolean removeDraft() {
    String id = draft;
    boolean gone = id == null || gmail.deleteDraft(id);
    if (gone) {
      draft = null;
    }
    return gone;
  }
}
