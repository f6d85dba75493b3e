package dev.posthorn.cli.probe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The messages of one probe that have arrived, told by their subjects. */
public final class Arrivals {
  private final ProbeId id;
  private final Map<Letter, List<MimePart>> arrived = new EnumMap<>(Letter.class);
  private final Set<String> seen = new HashSet<>();

  /**
   * None yet.
   *
   * @param id of which probe
   */
  public Arrivals(ProbeId id) {
    this.id = id;
  }

  /**
   * Takes a message, whatever it is. Copies with one Message-ID are one: a person may have saved a
   * message twice.
   *
   * @param message octets
   */
  public void add(byte[] message) {
    MimePart mail = MimePart.of(message);
    Optional<Letter> letter = letter(mail);
    if (letter.isPresent() && seen.add(letter.get().word() + mail.field("Message-ID"))) {
      arrived.computeIfAbsent(letter.get(), each -> new ArrayList<>()).add(mail);
    }
  }

  /**
   * Which of some have not arrived.
   *
   * @param awaited which are waited for
   * @return those that are missing
   */
  public Set<Letter> missing(Collection<Letter> awaited) {
    Set<Letter> missing = new HashSet<>(awaited);
    missing.removeAll(arrived.keySet());
    return missing;
  }

  /**
   * Whether what arrived looks like copies out of a Sent folder, where nothing is changed.
   *
   * @return whether something has arrived, and nothing of it says to whom it was delivered
   */
  public boolean lookSent() {
    return !arrived.isEmpty()
        && arrived.values().stream()
            .flatMap(List::stream)
            .noneMatch(mail -> mail.has("Delivered-To") || mail.has("Return-Path"));
  }

  List<MimePart> of(Letter letter) {
    return arrived.getOrDefault(letter, List.of());
  }

  /** By the subject; by the probe's own header where the subject is gone. */
  private Optional<Letter> letter(MimePart mail) {
    String subject = mail.field("Subject").toLowerCase(Locale.ROOT);
    int at = subject.indexOf(id.subject());
    String rest = at < 0 ? "" : subject.substring(at + id.subject().length());
    String mark = mail.field("X-Posthorn-Probe");
    for (Letter letter : Letter.values()) {
      if (rest.strip().equals(letter.word())
          || (at < 0 && mark.startsWith(id.text() + " " + letter.word() + ";"))) {
        return Optional.of(letter);
      }
    }
    return Optional.empty();
  }
}
