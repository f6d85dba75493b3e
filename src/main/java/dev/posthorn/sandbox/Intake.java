package dev.posthorn.sandbox;

import jakarta.json.JsonObject;
import java.util.function.Function;

/** What a finished upload becomes: a sent message, or a draft. */
interface Intake {
  /** The call whose scopes open the upload. */
  ApiMethod method();

  /**
   * Reads the thread that the metadata names; empty for none.
   *
   * @throws Refusal when the metadata is not what the call takes
   */
  String threadId(JsonObject metadata);

  /**
   * Does the call's work.
   *
   * @param along what else happens in the same step, for the answer
   * @return the answer
   * @throws Refusal when Gmail would not take the mail
   */
  JsonObject take(String account, Rfc822 mail, String threadId, Function<JsonObject, Change> along);

  static Intake messages(Postbox postbox) {
    return new Intake() {
      @Override
      public ApiMethod method() {
        return ApiMethod.SEND_MESSAGE;
      }

      @Override
      public String threadId(JsonObject metadata) {
        return JsonBody.threadId(metadata);
      }

      @Override
      public JsonObject take(
          String account, Rfc822 mail, String threadId, Function<JsonObject, Change> along) {
        return MessageJson.brief(
            postbox.send(
                account, mail, threadId, stored -> along.apply(MessageJson.brief(stored))));
      }
    };
  }

  static Intake drafts(Postbox postbox) {
    return new Intake() {
      @Override
      public ApiMethod method() {
        return ApiMethod.CREATE_DRAFT;
      }

      @Override
      public String threadId(JsonObject metadata) {
        return JsonBody.threadId(JsonBody.message(metadata));
      }

      @Override
      public JsonObject take(
          String account, Rfc822 mail, String threadId, Function<JsonObject, Change> along) {
        return postbox.draft(account, mail, threadId, along);
      }
    };
  }
}
