package dev.posthorn.auth;

import com.google.api.client.auth.oauth2.StoredCredential;
import com.google.api.client.util.store.AbstractDataStoreFactory;
import com.google.api.client.util.store.DataStore;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * Token files for Google's own Java libraries: a store of {@link StoredCredential} that survives a
 * kill, a full disk, and other processes.
 *
 * <p>One JSON file an account, which is Google's authorized_user JSON and one member more, so that
 * {@code google.oauth2.credentials.Credentials.from_authorized_user_file} reads it too:
 *
 * <pre>
 * tokens/                              mode 0700
 *   ann@example.com.json               mode 0600
 *     { "type": "authorized_user",
 *       "account": "ann@example.com",
 *       "client_id": "….apps.googleusercontent.com",
 *       "client_secret": "…",
 *       "token_uri": "https://oauth2.googleapis.com/token",
 *       "scopes": ["https://www.googleapis.com/auth/gmail.send", …],   sorted
 *       "refresh_token": "…",          missing when the consent brought none
 *       "token": "…",                  the access token, and
 *       "expiry": "2026-11-22T18:15:00Z",  its end; missing together
 *       "consented_at": "2026-11-22T17:15:00Z" }  missing when not known
 *   .ann@example.com.json.lock         empty; held while the file is changed; never deleted
 *   .ann@example.com.json.tmp          the next file while it is written; swept when left over
 *   ann@example.com.json.corrupt-20261122T171500Z   one that could not be understood
 * </pre>
 *
 * <p>A file's name is the account with every byte but {@code a-z 0-9 @ . _ + -}, and a dot or
 * hyphen in front, written as {@code %} and two hexadecimal digits; accounts that need more than
 * 200 characters so are refused. The file is replaced in one step, after its bytes are on the disk.
 * Members that this version does not know stay.
 *
 * <p>The store with Google's usual id, {@code StoredCredential}, is the folder itself; any other id
 * is a folder below it. Values of other types are refused. {@code set} changes the tokens and their
 * expiry alone, and keeps the stored refresh token when it is given none, since a later consent
 * brings none. Every {@link IOException} names the file and the cure.
 *
 * <p>Thread-safe, and safe across processes.
 */
public final class FileTokenStoreFactory extends AbstractDataStoreFactory {
  private final Surroundings around;
  private final TokenFolder folder;

  /**
   * A store in a folder. Nothing is read yet, and nothing made.
   *
   * @param directory the folder; made with mode 0700 when something is stored
   */
  public FileTokenStoreFactory(Path directory) {
    this(directory, Surroundings.real(Trust.system()));
  }

  FileTokenStoreFactory(Path directory, Surroundings around) {
    this.around = around;
    this.folder = new TokenFolder(directory.toAbsolutePath().normalize(), around);
  }

  /**
   * The store's folder.
   *
   * @return an absolute path, which need not exist
   */
  public Path directory() {
    return folder.path();
  }

  @Override
  protected <V extends Serializable> DataStore<V> createDataStore(String id) {
    TokenFolder own =
        id.equals(StoredCredential.DEFAULT_DATA_STORE_ID) ? folder : folder.below(id, around);
    return new TokenDataStore<>(this, id, own);
  }
}
