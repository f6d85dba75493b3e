package dev.posthorn.cli;

import com.google.gson.JsonObject;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthorn logout}: takes the consent back and forgets the account. */
@Command(
    name = "logout",
    description = {
      "Revokes the consent at Google, then deletes the account's token file.",
      "Revoking ends the consent on every machine that uses the same OAuth client."
    },
    footer = {
      "  posthorn logout                    the only account",
      "  posthorn logout --account ann@example.com --keep-grant     forgets it on this machine only"
    })
final class LogoutCommand extends Subcommand {

  @Option(
      names = "--keep-grant",
      description = "Do not revoke: only delete the file on this machine.")
  boolean keepGrant;

  @Override
  ExitCode run() throws Exception {
    Account account = posthorn.account();
    ExitCode code = keepGrant ? ExitCode.OK : revoke(account);
    posthorn.home().forget(account.email());
    posthorn.say("posthorn: deleted " + account.file() + ".");
    if (posthorn.json) {
      JsonObject document = new JsonObject();
      document.addProperty("account", account.email());
      document.addProperty("revoked", !keepGrant && code == ExitCode.OK);
      document.addProperty("deleted", true);
      terminal().json(document);
    }
    return code;
  }

  private ExitCode revoke(Account account) {
    try {
      String how =
          account.revoke()
              ? " is revoked, on every machine that uses this OAuth client."
              : " had ended before.";
      posthorn.say("posthorn: the consent of " + account.email() + how);
      return ExitCode.OK;
    } catch (AuthException e) {
      terminal()
          .say(
              "posthorn: revoking failed, so the consent goes on at Google: "
                  + e.getMessage()
                  + " End it at https://myaccount.google.com/connections");
      return Failure.of(e).code();
    }
  }
}
