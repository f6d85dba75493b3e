package dev.posthorn.gmail;

import com.google.gson.JsonObject;
import dev.posthorn.auth.AuthException;
import dev.posthorn.gmail.Receipts.Draft;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendReceipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sends a message by way of a draft: users.drafts.create, then users.drafts.send.
 *
 * <p>Making the draft sends nothing, so whatever goes wrong then is surely not sent; at worst a
 * draft stays behind. Sending it takes the draft away. So after a lost answer the draft tells, but
 * only its absence does: one that is still there may be on its way at this moment. It is looked at
 * again and again for about a minute. When it is there even then, it is removed, so that it does
 * not go out later, and the outcome is unknown all the same: nowhere does Gmail promise that a
 * draft that could be removed was not being sent. A draft is never sent a second time.
 *
 * <p>A draft that vanished was sent, or deleted by a person within that minute; nobody can tell the
 * two apart. Thread-safe.
 *
 * @param call for whom and where, as {@link Operation#DRAFT}
 * @param manner how the draft is uploaded, and how tenaciously it is looked at
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.drafts/send">users.drafts.send</a>
 */
record DraftDelivery(GmailCall call, Manner manner) {
  private static final String DRAFTS = "gmail/v1/users/me/drafts";

  /** What became of a draft whose sending got no answer. */
  enum Whereabouts {
    THERE,
    NOT_THERE,
    UNKNOWN
  }

  SendReceipt send(WireMessage message, boolean bySession) throws AuthException, CallException {
    Draft draft = begin(message, bySession);
    try {
      return request(draft);
    } catch (CallException e) {
      return settle(draft, e);
    } catch (AuthException e) {
      // Without a token nothing was asked for, or it was refused.
      throw withoutDraft(draft, new CallException(Verdict.withoutToken(e), e));
    }
  }

  /** Makes the draft, which sends nothing. */
  Draft begin(WireMessage message, boolean bySession) throws AuthException, CallException {
    return bySession ? upload(message) : create(message);
  }

  /** Asks once to send it. */
  SendReceipt request(Draft draft) throws AuthException, CallException {
    JsonObject body = new JsonObject();
    body.addProperty("id", draft.id());
    GmailCall.Exchange exchange =
        call.exchange(() -> new SendRequest(DRAFTS + "/send", new JsonContent(body)));
    Answer answer = exchange.answer();
    if (!answer.isSuccess()) {
      throw new CallException(call.judge(exchange.progress(), answer), null);
    }
    return receipts().message(answer).orElseThrow(() -> call.garbled(exchange.progress(), answer));
  }

  private Draft create(WireMessage message) throws AuthException, CallException {
    List<RawMessageContent> bodies = new ArrayList<>();
    Answer answer;
    try {
      answer =
          call.exchange(
                  () -> {
                    bodies.add(RawMessageContent.draft(message, manner.watcher()));
                    return new SendRequest(DRAFTS, bodies.get(bodies.size() - 1));
                  })
              .answer();
    } catch (CallException e) {
      boolean perhapsMade = !bodies.isEmpty() && bodies.get(bodies.size() - 1).isWhole();
      throw perhapsMade ? staying(e) : e;
    }
    if (!answer.isSuccess()) {
      CallException e = new CallException(call.judge(Progress.NOTHING_SENT, answer), null);
      throw call.isRefusal(answer) ? e : staying(e);
    }
    return Receipts.draft(answer)
        .orElseThrow(() -> staying(call.garbled(Progress.NOTHING_SENT, answer)));
  }

  private Draft upload(WireMessage message) throws AuthException, CallException {
    Uploads.Ending<Draft> ending =
        new Uploads.Ending<>(
            Progress.NOTHING_SENT, Receipts::draft, call.errors()::draftStays, false);
    Uploads<Draft> uploads = new Uploads<>(call, Uploads.Target.DRAFT, manner, ending);
    return uploads.send(uploads.begin(message), message);
  }

  /** Finds out what became of it, where the answer to the sending does not say. */
  private SendReceipt settle(Draft draft, CallException failure) throws CallException {
    if (!failure.verdict().kind().isUnknown()) {
      throw withoutDraft(draft, failure);
    }
    Whereabouts draftIs = watch(draft, failure);
    if (draftIs == Whereabouts.THERE) {
      draftIs = remove(draft);
      if (draftIs == Whereabouts.THERE) {
        throw new CallException(call.errors().draftRemoved(), failure.getCause());
      }
    }
    if (draftIs == Whereabouts.NOT_THERE) {
      return receipts().sent(draft);
    }
    throw failure;
  }

  /** Looks until it is gone, or time is up. */
  Whereabouts watch(Draft draft, CallException failure) throws CallException {
    Whereabouts last = Whereabouts.UNKNOWN;
    for (int looks = 1; last != Whereabouts.NOT_THERE; looks++) {
      Optional<Duration> wait = manner.tenacity().next(looks, null);
      if (wait.isEmpty()) {
        return last;
      }
      try {
        manner.tenacity().sleep().sleep(wait.get());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure;
      }
      last = glance(draft);
    }
    return last;
  }

  private Whereabouts glance(Draft draft) {
    try {
      return look(draft);
    } catch (CallException e) {
      return Whereabouts.UNKNOWN; // Nothing was learnt; the caller asks again, or gives up.
    }
  }

  /**
   * Looks once.
   *
   * @return THERE or NOT_THERE
   * @throws CallException when nobody could tell
   */
  Whereabouts look(Draft draft) throws CallException {
    Answer answer =
        ask(
            gmail ->
                gmail
                    .users()
                    .drafts()
                    .get("me", draft.id())
                    .setFormat("minimal")
                    .buildHttpRequest());
    if (answer.isSuccess() && Receipts.draft(answer).isPresent()) {
      return Whereabouts.THERE;
    }
    if (isAbsence(answer)) {
      return Whereabouts.NOT_THERE;
    }
    throw answer.isSuccess()
        ? call.garbled(Progress.NOTHING_SENT, answer)
        : new CallException(call.judge(Progress.NOTHING_SENT, answer), null);
  }

  /** THERE when it was there and this removed it. */
  Whereabouts remove(Draft draft) {
    try {
      Answer answer =
          ask(gmail -> gmail.users().drafts().delete("me", draft.id()).buildHttpRequest());
      if (answer.isSuccess()) {
        return Whereabouts.THERE;
      }
      return isAbsence(answer) ? Whereabouts.NOT_THERE : Whereabouts.UNKNOWN;
    } catch (CallException e) {
      return Whereabouts.UNKNOWN;
    }
  }

  /** A 404 in Gmail's own words: a gateway's would say nothing about a draft. */
  private static boolean isAbsence(Answer answer) {
    return answer.status() == 404
        && !answer.toError().reasons().isEmpty()
        && Fault.of(answer.toError()) == Fault.OTHER;
  }

  private Answer ask(GmailRequest.Maker maker) throws CallException {
    try {
      return call.exchange(() -> GmailRequest.reading(maker)).answer();
    } catch (AuthException e) {
      throw new CallException(Verdict.withoutToken(e), e);
    }
  }

  /** It was not sent, so the draft is of no more use; that it is still there proves the former. */
  CallException withoutDraft(Draft draft, CallException failure) {
    return switch (remove(draft)) {
      case THERE -> failure;
      case NOT_THERE ->
          new CallException(call.errors().draftGone(failure.verdict()), failure.getCause());
      case UNKNOWN -> staying(failure);
    };
  }

  CallException staying(CallException failure) {
    return new CallException(call.errors().draftStays(failure.verdict()), failure.getCause());
  }

  Receipts receipts() {
    return new Receipts(call.account().email());
  }
}
