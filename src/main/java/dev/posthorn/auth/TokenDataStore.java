package dev.posthorn.auth;

import com.google.api.client.auth.oauth2.StoredCredential;
import com.google.api.client.util.store.AbstractDataStore;
import com.google.api.client.util.store.DataStore;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A token folder as Google's libraries want to see it: {@link StoredCredential}s by user id. */
final class TokenDataStore<V extends Serializable> extends AbstractDataStore<V> {
  private final TokenFolder folder;

  TokenDataStore(FileTokenStoreFactory factory, String id, TokenFolder folder) {
    super(factory, id);
    this.folder = folder;
  }

  @Override
  public Set<String> keySet() throws IOException {
    return inIo(() -> new LinkedHashSet<>(folder.accounts()));
  }

  @Override
  public Collection<V> values() throws IOException {
    List<V> values = new ArrayList<>();
    for (String key : keySet()) {
      V value = get(key);
      if (value != null) { // Another process may just have deleted it.
        values.add(value);
      }
    }
    return values;
  }

  @Override
  public boolean containsKey(String key) throws IOException {
    return keySet().contains(key);
  }

  @Override
  public boolean containsValue(V value) throws IOException {
    return values().contains(value);
  }

  @Override
  public boolean isEmpty() throws IOException {
    return keySet().isEmpty();
  }

  @Override
  public int size() throws IOException {
    return keySet().size();
  }

  /** The stored credential; null, by Google's contract, when there is none. */
  @Override
  @SuppressWarnings("unchecked") // set() lets nothing but StoredCredential in.
  public @Nullable V get(@Nullable String key) throws IOException {
    if (key == null) {
      return null;
    }
    return (V) inIo(() -> folder.read(key, TokenDataStore::credential)).orElse(null);
  }

  @Override
  public DataStore<V> set(String key, V value) throws IOException {
    if (!(value instanceof StoredCredential credential)) {
      throw new IllegalArgumentException(
          "This store holds StoredCredential alone, not " + Objects.toString(value.getClass()));
    }
    requireToken(credential.getAccessToken());
    requireToken(credential.getRefreshToken());
    return inIo(
        () -> {
          try (TokenFolder.Session session = folder.lock(key)) {
            // Read through credential() too, so that a broken file is not built upon.
            JsonFields stored =
                session
                    .read(
                        fields -> {
                          credential(fields);
                          return fields;
                        })
                    .orElse(JsonFields.empty());
            session.write(over(stored, key, credential));
            return this;
          }
        });
  }

  @Override
  public DataStore<V> clear() throws IOException {
    for (String key : keySet()) {
      delete(key);
    }
    return this;
  }

  @Override
  public DataStore<V> delete(@Nullable String key) throws IOException {
    if (key == null || !containsKey(key)) {
      return this;
    }
    return inIo(
        () -> {
          try (TokenFolder.Session session = folder.lock(key)) {
            session.delete();
            return this;
          }
        });
  }

  private static StoredCredential credential(JsonFields fields) throws UnusableJsonException {
    StoredCredential credential = new StoredCredential();
    Optional<Secret> token = fields.secret(GrantJson.TOKEN);
    token.map(Secret::value).ifPresent(credential::setAccessToken);
    fields
        .secret(GrantJson.REFRESH_TOKEN)
        .map(Secret::value)
        .ifPresent(credential::setRefreshToken);
    fields
        .moment(GrantJson.EXPIRY)
        .map(Instant::toEpochMilli)
        .ifPresent(credential::setExpirationTimeMilliseconds);
    return credential;
  }

  private static JsonFields over(JsonFields stored, String key, StoredCredential credential) {
    JsonFields fields =
        stored
            .with(GrantJson.TYPE, GrantJson.AUTHORIZED_USER)
            .with(GrantJson.ACCOUNT, key)
            .with(GrantJson.TOKEN, credential.getAccessToken());
    Long expiry = credential.getExpirationTimeMilliseconds();
    fields =
        fields.with(
            GrantJson.EXPIRY, expiry == null ? null : Instant.ofEpochMilli(expiry).toString());
    String refreshToken = credential.getRefreshToken();
    return refreshToken == null ? fields : fields.with(GrantJson.REFRESH_TOKEN, refreshToken);
  }

  private static void requireToken(@Nullable String token) {
    if (token != null && !AccessToken.isToken(token)) {
      throw new IllegalArgumentException("A token is visible ASCII, without blanks.");
    }
  }

  private interface FolderCall<T> {
    T run() throws AuthException;
  }

  private static <T> T inIo(FolderCall<T> call) throws IOException {
    try {
      return call.run();
    } catch (AuthException e) {
      throw new IOException(e.getMessage() + " " + e.remedy(), e);
    }
  }
}
