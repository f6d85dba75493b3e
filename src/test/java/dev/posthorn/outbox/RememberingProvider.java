package dev.posthorn.outbox;

import dev.posthorn.message.WireMessage;
import dev.posthorn.send.DeliveryHandle;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendReceipt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A provider in memory: a session completes once, whoever sends to it how often, and may be gone;
 * what goes by SMTP goes as often as it is sent, and nobody can tell. What goes wrong is put into
 * {@link #before} and {@link #after}, one step each, or into {@link #always}. Thread-safe.
 */
final class RememberingProvider implements Ways {
  /** What goes wrong at a call. */
  interface Trouble {
    void strike(String call, WireMessage message) throws SendException;
  }

  private static final Trouble NONE = (call, message) -> {};

  /** In the order of their delivery. */
  final List<String> delivered = new ArrayList<>();

  final List<String> calls = new ArrayList<>();
  final Deque<Trouble> before = new ArrayDeque<>();
  final Deque<Trouble> after = new ArrayDeque<>();
  private final Map<String, String> receipts = new HashMap<>();
  private int handles;
  volatile Way way = Way.SESSION;

  /** Strikes before each call, {@code choose} and {@code open} among them; it may block. */
  volatile Trouble always = NONE;

  /** What is worth knowing of each message that was sent. */
  volatile String remark = "";

  volatile Trouble remarking = NONE;

  @Override
  public Way choose(OutboxEntry entry, WireMessage message) throws SendException {
    always.strike("choose", message);
    return way;
  }

  @Override
  public String remark(OutboxEntry entry, WireMessage message, SendReceipt receipt)
      throws SendException {
    remarking.strike("remark", message);
    return remark;
  }

  @Override
  public ResumableDelivery open(String account, Way chosen) throws SendException {
    always.strike("open", Letters.mail(account));
    return new Session(account, chosen);
  }

  /** The server has forgotten it, and all it knew. */
  synchronized void forgetSessions() {
    receipts.clear();
  }

  synchronized List<String> delivered() {
    return List.copyOf(delivered);
  }

  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  private void note(String call, Deque<Trouble> troubles, WireMessage message)
      throws SendException {
    Trouble next;
    synchronized (this) {
      if (troubles == before) {
        calls.add(call);
      }
      next = troubles.poll();
    }
    if (troubles == before) {
      always.strike(call, message);
    }
    if (next != null) {
      next.strike(call, message);
    }
  }

  private synchronized String complete(DeliveryHandle handle, WireMessage message)
      throws SendException {
    String receipt = receipts.get(handle.value());
    if (receipt == null) {
      throw new SendException.OutcomeUnknown("The session is gone.", "Look.", false, null);
    }
    if (receipt.isEmpty()) {
      receipt = deliver(message);
      receipts.put(handle.value(), receipt);
    }
    return receipt;
  }

  private synchronized String deliver(WireMessage message) {
    delivered.add(message.header("Subject").orElse(""));
    return "r" + delivered.size();
  }

  private final class Session implements ResumableDelivery {
    private final String account;
    private final Way chosen;

    Session(String account, Way chosen) {
      this.account = account;
      this.chosen = chosen;
    }

    @Override
    public DeliveryHandle begin(WireMessage message) throws SendException {
      note("begin", before, message);
      DeliveryHandle handle;
      synchronized (RememberingProvider.this) {
        handle = DeliveryHandle.of("handle-" + ++handles);
        receipts.put(handle.value(), "");
      }
      note("begin", after, message);
      return handle;
    }

    @Override
    public SendReceipt deliver(DeliveryHandle handle, WireMessage message) throws SendException {
      note("deliver", before, message);
      String id =
          chosen == Way.SMTP
              ? RememberingProvider.this.deliver(message)
              : complete(handle, message);
      note("deliver", after, message);
      return receipt(id);
    }

    @Override
    public SendReceipt resume(DeliveryHandle handle, WireMessage message) throws SendException {
      note("resume", before, message);
      if (chosen == Way.SMTP) {
        throw new SendException.OutcomeUnknown("Nobody can tell.", "Look.", false, null);
      }
      String id = complete(handle, message);
      note("resume", after, message);
      return receipt(id);
    }

    private SendReceipt receipt(String id) {
      return new SendReceipt(id, "", List.of("SENT"), account, "api");
    }

    @Override
    public Optional<SendReceipt> settle(DeliveryHandle handle, WireMessage message) {
      String id = receipts.getOrDefault(handle.value(), "");
      return id.isEmpty() ? Optional.empty() : Optional.of(receipt(id));
    }
  }
}
