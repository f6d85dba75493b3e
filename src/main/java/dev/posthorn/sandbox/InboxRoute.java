package dev.posthorn.sandbox;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** GET /: the web inbox, all mail of all accounts or of one, the newest first. */
final class InboxRoute implements Route {
  private static final int PAGE_SIZE = 50;
  private static final Template INBOX = Template.named("inbox.html");
  private static final Template LIST = Template.named("inbox-list.html");
  private static final Template ROW = Template.named("inbox-row.html");
  private static final Template BADGE = Template.named("inbox-badge.html");
  private static final Template TAB = Template.named("inbox-tab.html");
  private static final Template EMPTY = Template.named("inbox-empty.html");
  private static final Template PAGER = Template.named("inbox-pager.html");
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH).withZone(ZoneId.systemDefault());

  private final Mailboxes mailboxes;
  private final Accounts accounts;
  private final String instance;
  private final Map<String, Html> rows = new ConcurrentHashMap<>();

  /** The instance keeps a page that outlived its sandbox from taking the next one for it. */
  InboxRoute(Mailboxes mailboxes, Accounts accounts, String instance) {
    this.instance = instance;
    this.mailboxes = mailboxes;
    this.accounts = accounts;
  }

  @Override
  public Response answer(Request request) {
    String version = "\"" + instance + "-" + mailboxes.version() + "\"";
    if (request.headers("If-None-Match").contains(version)) {
      return Response.empty(304).with("ETag", version);
    }
    String account = request.query().first("account").flatMap(accounts::find).orElse("");
    int page = pageNumber(request.query().first("page").orElse("1"));
    List<StoredMail> mails = mailboxes.newestFirst(account);
    int from = Math.min(mails.size(), (page - 1) * PAGE_SIZE);
    int to = Math.min(mails.size(), from + PAGE_SIZE);
    String heading = account.isEmpty() ? "All mail" : "Mail of " + account;
    Html main =
        INBOX.with(
            Map.of(
                "heading",
                heading,
                "tabs",
                tabs(account),
                "count",
                mails.size() == 1 ? "1 message" : mails.size() + " messages",
                "version",
                version,
                "list",
                mails.isEmpty() ? empty(request) : list(account, mails.subList(from, to)),
                "pager",
                pager(account, page, to < mails.size())));
    return Response.page(200, Pages.frame(heading + " – sandbox inbox", "inbox", main))
        .with("ETag", version);
  }

  private Html empty(Request request) {
    String root = "http://" + request.header("Host").orElse("") + "/";
    return EMPTY.with(Map.of("root", root, "to", accounts.all().get(accounts.all().size() - 1)));
  }

  /** In the list of one account its address need not stand in each row. */
  private Html list(String account, List<StoredMail> mails) {
    Html rows = Html.join(mails.stream().map(this::row).toList());
    return LIST.with(Map.of("kind", account.isEmpty() ? "" : " one", "rows", rows));
  }

  private static int pageNumber(String text) {
    return text.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(text) : 1;
  }

  private Html tabs(String chosen) {
    List<Html> tabs = new ArrayList<>();
    tabs.add(tab("/", "All mail", chosen.isEmpty()));
    accounts.all().forEach(email -> tabs.add(tab(address(email, 1), email, email.equals(chosen))));
    return Html.join(tabs);
  }

  private static Html tab(String href, String words, boolean current) {
    Html mark = current ? new Html(" aria-current=\"page\"") : Html.NONE;
    return TAB.with(Map.of("href", href, "words", words, "current", mark));
  }

  private static String address(String account, int page) {
    return "/?" + Parameters.encode(Map.of("account", account)) + (page > 1 ? "&page=" + page : "");
  }

  /** A mail never changes: it is taken apart once, when it is first listed. */
  private Html row(StoredMail stored) {
    return rows.computeIfAbsent(stored.id(), id -> render(stored));
  }

  private static Html render(StoredMail stored) {
    MailView view = MailView.of(stored.mail());
    boolean draft = stored.labelIds().contains("DRAFT");
    boolean sent = draft || stored.labelIds().contains("SENT");
    return ROW.with(
        Map.of(
            "id", stored.id(),
            "who", shortened(view.header(sent ? "To" : "From")),
            "direction", sent ? "To" : "From",
            "account", stored.account(),
            "badges", badges(stored.labelIds()),
            "subject", shortened(view.subject()),
            "snippet", view.snippet(),
            "datetime", stored.received().toString(),
            "time", TIME.format(stored.received())));
  }

  /** The boxes that a mail is in: mail to oneself is one message in two of them. */
  private static Html badges(List<String> labels) {
    Map<String, String> boxes = new LinkedHashMap<>();
    boxes.put("INBOX", "Inbox");
    boxes.put("SENT", "Sent");
    boxes.put("DRAFT", "Draft");
    boxes.keySet().retainAll(labels);
    return Html.join(
        boxes.values().stream()
            .map(box -> BADGE.with(Map.of("kind", box.equals("Inbox") ? "new" : "old", "box", box)))
            .toList());
  }

  private static String shortened(String subject) {
    return subject.length() <= 200 ? subject : subject.substring(0, 200) + "…";
  }

  private static Html pager(String account, int page, boolean older) {
    List<Html> links = new ArrayList<>();
    if (page > 1) {
      links.add(PAGER.with(Map.of("href", address(account, page - 1), "words", "Newer")));
    }
    if (older) {
      links.add(PAGER.with(Map.of("href", address(account, page + 1), "words", "Older")));
    }
    return Html.join(links);
  }
}
