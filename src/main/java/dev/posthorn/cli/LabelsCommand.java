package dev.posthorn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.posthorn.auth.Account;
import dev.posthorn.gmail.Label;
import dev.posthorn.gmail.LabelLister;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code posthorn labels}: lists the account's labels, and so shows that all of the way works. */
@Command(
    name = "labels",
    description = "Lists the account's labels: the plainest proof that consent and network work.",
    footer = {
      "  posthorn labels                    id, type and name, one label a line, system labels first",
      "  posthorn labels --json             {\"account\",\"labels\":[{\"id\",\"name\",\"type\"}]}"
    })
final class LabelsCommand extends Subcommand {

  @Override
  boolean onlyShows() {
    return true;
  }

  @Override
  ExitCode run() throws Exception {
    Account account = posthorn.account();
    List<Label> labels = LabelLister.of(account, posthorn.gmailRoot()).list();
    if (posthorn.json) {
      terminal().json(json(account, labels));
      return ExitCode.OK;
    }
    for (Label label : labels) {
      terminal()
          .data(
              Terminal.field(label.id())
                  + "\t"
                  + Terminal.field(label.type())
                  + "\t"
                  + Terminal.field(label.name()));
    }
    return ExitCode.OK;
  }

  private static JsonObject json(Account account, List<Label> labels) {
    JsonArray list = new JsonArray();
    for (Label label : labels) {
      JsonObject one = new JsonObject();
      one.addProperty("id", label.id());
      one.addProperty("name", label.name());
      one.addProperty("type", label.type());
      list.add(one);
    }
    JsonObject document = new JsonObject();
    document.addProperty("account", account.email());
    document.add("labels", list);
    return document;
  }
}
