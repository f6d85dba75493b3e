package dev.posthorn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Endpoint;
import dev.posthorn.cli.probe.Finding;
import dev.posthorn.cli.probe.ProbeId;
import dev.posthorn.cli.probe.Verdict;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * Tells the findings of a probe: a row a fact, or a document that a person may pass on, since no
 * address stands in it.
 *
 * @param posthorn how to tell
 * @param id of which probe
 */
record ProbeReport(PosthornCommand posthorn, ProbeId id) {

  /** Tells them, and says how the command ends. */
  ExitCode tell(List<Finding> findings) throws AuthException {
    if (posthorn.json) {
      posthorn.terminal().json(document(findings));
    } else {
      for (Finding finding : findings) {
        posthorn
            .terminal()
            .data(String.format(Locale.ROOT, "%-23s %s", finding.fact().id(), finding.words()));
      }
    }
    return code(findings);
  }

  private static ExitCode code(List<Finding> findings) {
    if (has(findings, Verdict.PERHAPS_SENT)) {
      return ExitCode.UNKNOWN;
    }
    if (has(findings, Verdict.NOT_ARRIVED)) {
      return ExitCode.TEMPORARY;
    }
    return has(findings, Verdict.NOT_TOLD) ? ExitCode.UNAVAILABLE : ExitCode.OK;
  }

  private static boolean has(List<Finding> findings, Verdict verdict) {
    return findings.stream().anyMatch(finding -> finding.verdict() == verdict);
  }

  private JsonObject document(List<Finding> findings) throws AuthException {
    JsonArray facts = new JsonArray();
    for (Finding finding : findings) {
      JsonObject one = new JsonObject();
      one.addProperty("fact", finding.fact().id());
      one.addProperty("verdict", finding.verdict().words());
      one.addProperty("detail", finding.detail());
      facts.add(one);
    }
    JsonObject document = new JsonObject();
    document.addProperty("version", HelpText.version());
    document.addProperty(
        "date", LocalDate.ofInstant(posthorn.clock().instant(), ZoneOffset.UTC).toString());
    document.addProperty("id", id.text());
    document.addProperty("google", Endpoint.isGoogle(posthorn.gmailRoot()));
    document.add("facts", facts);
    return document;
  }
}
