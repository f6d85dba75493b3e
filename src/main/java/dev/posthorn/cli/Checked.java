package dev.posthorn.cli;

import com.google.gson.JsonObject;
import dev.posthorn.auth.AccessToken;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.TokenInfo;
import dev.posthorn.auth.TokenServer;
import dev.posthorn.gmail.LabelLister;
import dev.posthorn.gmail.Operation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Google said when {@code status --check} asked.
 *
 * @param asked whether it was asked
 * @param words the answer, for people
 * @param failure why the account does not serve, or null
 */
record Checked(boolean asked, String words, @Nullable Failure failure) {

  static Checked notAsked() {
    return new Checked(false, "", null);
  }

  /** Refreshes, then lists labels where the scopes allow, else asks what the token may do. */
  static Checked of(Account account, PosthornCommand posthorn) {
    try {
      AccessToken token = account.refresh();
      if (Operation.LABELS.isOpenedBy(account.scopes())) {
        int labels = LabelLister.of(account, posthorn.gmailRoot()).list().size();
        return new Checked(true, "ok: refreshed, and " + labels + " labels listed", null);
      }
      TokenInfo info = TokenServer.at(account.tokenUri(), account.trust()).info(token);
      return new Checked(true, "ok: refreshed, and valid until " + info.expiry(), null);
    } catch (Exception e) {
      Failure failure = Failure.of(e);
      return new Checked(true, failure.toWords(), failure);
    }
  }

  ExitCode code() {
    return failure == null ? ExitCode.OK : failure.code();
  }

  /** The line for people; empty when nobody asked. */
  Optional<String> line() {
    return asked ? Optional.of(words) : Optional.empty();
  }

  void addTo(JsonObject account) {
    if (!asked) {
      return;
    }
    JsonObject check = new JsonObject();
    check.addProperty("ok", failure == null);
    if (failure == null) {
      check.addProperty("answer", words);
    } else {
      check.add("error", failure.toJson().get("error"));
    }
    account.add("check", check);
  }
}
