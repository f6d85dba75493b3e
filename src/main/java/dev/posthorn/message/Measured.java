package dev.posthorn.message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A head, and a body that was measured and looked at in one pass.
 *
 * @param changes what was changed in them, in words
 */
record Measured(Head head, Body body, WireCount count, Findings findings, List<String> changes) {
  private static final String TYPE = "Content-Type";
  private static final String ENCODING = "Content-Transfer-Encoding";
  private static final String VERSION = "MIME-Version";

  private static final String UNFIT = "a line of more than 998 octets, or a NUL character";
  private static final String WIDE =
      "lines of more than " + Findings.WIDEST_LINE + " octets, which Gmail's API would wrap";
  private static final String EIGHT_BIT = "the server takes no 8-bit messages";

  private static final Set<String> IDENTITIES = Set.of("", "7bit", "8bit", "binary");

  Measured {
    changes = List.copyOf(changes);
  }

  /**
   * One that was composed here. Its texts are quoted-printable, or short, and so arrive whole, a
   * patch too; only a message in it has parts that need a look.
   *
   * @param changes what was changed in the messages in it
   */
  static Measured composed(Head head, Body body, boolean holdsMessage, List<String> changes)
      throws AttachmentException {
    MeasuringStream meter = new MeasuringStream();
    WireStream wire = new WireStream(meter);
    Findings findings = holdsMessage ? walk(head, body, wire) : pass(body, wire);
    return new Measured(head, body, meter.count(), findings, changes);
  }

  /** One that is taken as it is: it was checked when it was kept. */
  static Measured kept(Head head, Body body) throws AttachmentException {
    MeasuringStream meter = new MeasuringStream();
    Findings findings = walk(head, body, new WireStream(meter));
    lookAt(head, findings);
    return new Measured(head, body, meter.count(), findings, List.of());
  }

  /** One that was given, mended where no server would take it, or no reader understand it. */
  static Measured given(Head head, Body body) throws AttachmentException {
    MeasuringStream meter = new MeasuringStream();
    WireStream wire = WireStream.tolerant(meter);
    Findings findings = walk(head, body, wire);
    lookAt(head, findings);
    if (findings.refusal().isPresent()) {
      throw new InvalidMessageException(findings.refusal().get());
    }
    if (wire.isBroken() && findings.lines().isEmpty()) {
      throw new InvalidMessageException("The message has " + UNFIT + ", and cannot be encoded.");
    }
    Measured given = new Measured(head, body, meter.count(), findings, List.of()).labelled();
    return findings.lines().isEmpty() ? given : given.changed(findings.lines(), UNFIT);
  }

  private static Findings pass(Body body, WireStream wire) throws AttachmentException {
    try {
      body.writeTo(wire);
      wire.finish();
    } catch (IOException e) {
      throw WireMessage.unwritable(e);
    }
    return new Findings();
  }

  private static Findings walk(Head head, Body body, WireStream wire) throws AttachmentException {
    MimeWalker walker = new MimeWalker(wire, PartHead.of(head), new Plan(), false);
    try {
      body.writeTo(walker);
      walker.finish();
      wire.finish();
    } catch (IOException e) {
      throw WireMessage.unwritable(e);
    }
    return walker.findings();
  }

  /** Git's mails are patches, and what goes with them. */
  private static void lookAt(Head head, Findings findings) {
    boolean git =
        head.first("X-Mailer")
            .filter(field -> field.text().toLowerCase(Locale.ROOT).startsWith("git-send-email"))
            .isPresent();
    if (git) {
      findings.fragile(Fragility.PATCH);
    }
  }

  Measured withHead(Head other) {
    return new Measured(other, body, count, findings, changes);
  }

  /** Without lines that Gmail's API would wrap; this when there are none. */
  Measured narrow() throws AttachmentException {
    return findings.narrow().isEmpty() ? this : changed(findings.narrow(), WIDE);
  }

  /** In seven bits, as far as it may be encoded; this when it is. */
  Measured sevenBit() throws AttachmentException {
    return findings.sevenBit().isEmpty() ? this : changed(findings.sevenBit(), EIGHT_BIT);
  }

  private Measured changed(Plan plan, String why) throws AttachmentException {
    Head before = head;
    Body whole = body;
    Body changed =
        out -> {
          MimeWalker walker = new MimeWalker(out, PartHead.of(before), plan, false);
          whole.writeTo(walker);
          walker.finish();
        };
    Measured measured = kept(encoded(plan), changed);
    List<String> all = new ArrayList<>(changes);
    all.addAll(plan.words(why));
    return new Measured(measured.head, changed, measured.count, measured.findings, all);
  }

  /** The head over an encoded body. */
  private Head encoded(Plan plan) {
    String encoding = plan.encoding(0);
    if (encoding.isEmpty()) {
      return head;
    }
    Head encoded = version(head);
    if (!plan.type(0).isEmpty() && head.lacks(TYPE)) {
      encoded = encoded.withOnly(Field.of(TYPE, plan.type(0)));
    }
    return encoded.withOnly(Field.of(ENCODING, encoding));
  }

  /** With a type, where none is declared and it is UTF-8: else it would be US-ASCII (RFC 2045). */
  private Measured labelled() {
    String encoding = PartHead.of(head).encoding();
    if (!findings.isUnlabelledUtf8() || !IDENTITIES.contains(encoding)) {
      return this;
    }
    Head labelled = version(head).withOnly(Field.of(TYPE, Plan.UTF_8));
    if (encoding.isEmpty() || encoding.equals("7bit")) {
      labelled = labelled.withOnly(Field.of(ENCODING, "8bit"));
    }
    List<String> words = List.of("text declared as what it is: " + Plan.UTF_8);
    return new Measured(labelled, body, count, findings, words);
  }

  private static Head version(Head head) {
    return head.lacks(VERSION) ? head.withOnly(Field.of(VERSION, "1.0")) : head;
  }
}
