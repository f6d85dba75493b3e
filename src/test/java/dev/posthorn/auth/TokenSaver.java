package dev.posthorn.auth;

import com.google.api.client.auth.oauth2.StoredCredential;
import com.google.api.client.util.store.DataStore;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process that saves tokens: {@code DIRECTORY KEY FROM COUNT}. It stores the refresh tokens
 * {@code refresh-FROM} and on, under KEY alone, or each under a key of its own when KEY ends in a
 * hyphen; and prints each number once {@code set} has returned. Ends when nobody reads on.
 */
final class TokenSaver {
  private TokenSaver() {}

  public static void main(String[] arguments) throws Exception {
    DataStore<StoredCredential> store =
        StoredCredential.getDefaultDataStore(new FileTokenStoreFactory(Path.of(arguments[0])));
    String key = arguments[1];
    long from = Long.parseLong(arguments[2]);
    long end = from + Long.parseLong(arguments[3]);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (long number = from; number < end && !out.checkError(); number++) {
      StoredCredential credential =
          new StoredCredential()
              .setAccessToken("access-" + "x".repeat((int) (number % 1500)))
              .setRefreshToken("refresh-" + number)
              .setExpirationTimeMilliseconds(number);
      store.set(key.endsWith("-") ? key + number : key, credential);
      out.println(number);
    }
  }
}
