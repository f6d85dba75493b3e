package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.gmail.GmailException;
import dev.posthorn.gmail.Operation;
import dev.posthorn.gmail.SendAs;
import dev.posthorn.gmail.SendAsLister;
import java.util.List;

/**
 * Warns of a From that Gmail would silently replace by the account's own address: every one that is
 * no verified alias. A warning, since nobody's documents promise it.
 */
final class SenderCheck {
  private final PosthornCommand posthorn;
  private final Account account;

  SenderCheck(PosthornCommand posthorn, Account account) {
    this.posthorn = posthorn;
    this.account = account;
  }

  /** Says what will happen to a sender's bare address, asking Gmail where the scopes allow. */
  void warnOf(String address) throws Stop, AuthException {
    if (address.equalsIgnoreCase(account.email())) {
      return;
    }
    if (!Operation.SEND_AS.isOpenedBy(account.scopes())) {
      warn(
          "Gmail silently replaces From: "
              + address
              + " by "
              + account.email()
              + " unless it is a verified alias of that account. To have it checked: posthorn login"
              + " --account "
              + account.email()
              + " --scopes send,labels,settings");
      return;
    }
    try {
      judge(address, SendAsLister.of(account, posthorn.gmailRoot()).list());
    } catch (GmailException e) {
      warn(
          "whether From: "
              + address
              + " is a verified alias could not be checked: "
              + e.getMessage());
    }
  }

  private void judge(String address, List<SendAs> known) {
    List<String> verified = known.stream().filter(SendAs::verified).map(SendAs::address).toList();
    if (verified.stream().anyMatch(address::equalsIgnoreCase)) {
      posthorn.explain("From: " + address + " is a verified alias");
      return;
    }
    boolean pending = known.stream().anyMatch(one -> address.equalsIgnoreCase(one.address()));
    warn(
        address
            + (pending ? " is an alias that nobody has verified yet" : " is no alias")
            + " of "
            + account.email()
            + "; Gmail silently replaces it in From. Verified: "
            + String.join(", ", verified));
  }

  private void warn(String words) {
    posthorn.say("posthorn: " + words);
  }
}
