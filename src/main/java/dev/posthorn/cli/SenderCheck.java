package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Scope;
import dev.posthorn.gmail.GmailException;
import dev.posthorn.gmail.Operation;
import dev.posthorn.gmail.SendAs;
import dev.posthorn.gmail.SendAsLister;
import dev.posthorn.message.WireMessage;
import java.util.List;
import java.util.Optional;

/**
 * Tells of a From that Gmail would silently replace by the account's own address: every one that is
 * no verified alias. A warning, since nobody's documents promise it; and only of what goes through
 * Gmail, since no other server does that.
 */
final class SenderCheck {
  private final PosthornCommand posthorn;
  private final WayOut out;
  private final WayChoice choice;

  SenderCheck(PosthornCommand posthorn, WayOut out, WayChoice choice) {
    this.posthorn = posthorn;
    this.out = out;
    this.choice = choice;
  }

  /** Says what will happen to the author, asking Gmail where the scopes allow. */
  void warnOf(WireMessage message) throws Stop, AuthException {
    Optional<String> author = doubtful(message);
    if (author.isEmpty() || posthorn.quiet) {
      return;
    }
    Optional<Account> asked =
        out.account().filter(account -> Operation.SEND_AS.isOpenedBy(account.scopes()));
    if (asked.isPresent()) {
      ask(author.get(), asked.get());
    } else {
      warn(unchecked(author.get()) + ". To have it checked: " + out.loginFor(Scope.SETTINGS));
    }
  }

  /** The same to those who want more words, without asking anybody. */
  void explain(WireMessage message) throws Stop, AuthException {
    doubtful(message).ifPresent(author -> posthorn.explain(unchecked(author)));
  }

  /** An author in From who is not the account, where Gmail has a say in that. */
  private Optional<String> doubtful(WireMessage message) throws Stop, AuthException {
    for (String author : AddressWords.split(message.header("From").orElse(""))) {
      String address = LocalNames.bare(author);
      if (!address.isEmpty() && !address.equalsIgnoreCase(out.email())) {
        return out.isThroughGmail(choice) ? Optional.of(address) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private String unchecked(String author) {
    return "Gmail silently replaces From: "
        + author
        + " by "
        + out.email()
        + " unless it is a verified alias of "
        + out.email();
  }

  private void ask(String author, Account account) throws Stop, AuthException {
    try {
      judge(author, SendAsLister.of(account, posthorn.gmailRoot()).list());
    } catch (GmailException e) {
      warn(
          "whether From: "
              + author
              + " is a verified alias could not be checked: "
              + e.getMessage());
    }
  }

  private void judge(String author, List<SendAs> known) {
    List<String> verified = known.stream().filter(SendAs::verified).map(SendAs::address).toList();
    if (verified.stream().anyMatch(author::equalsIgnoreCase)) {
      posthorn.explain("From: " + author + " is a verified alias");
      return;
    }
    boolean pending = known.stream().anyMatch(one -> author.equalsIgnoreCase(one.address()));
    warn(
        author
            + (pending ? " is an alias that nobody has verified yet" : " is no alias")
            + " of "
            + out.email()
            + "; Gmail silently replaces it in From. Verified: "
            + String.join(", ", verified));
  }

  private void warn(String words) {
    posthorn.say("posthorn: " + words);
  }
}
