package dev.braid.coordinator.config;

import java.nio.file.Path;

/**
 * Who this node is and where it keeps what it must not lose.
 *
 * @param dataDir the store; relative paths start at the configuration file's directory
 * @param memberKeyFile the member's secret, 32 bytes in hex; relative paths start at {@code
 *     dataDir}
 */
public record MemberConfig(Path dataDir, Path memberKeyFile) {
  static MemberConfig read(Section section, Path base) {
    Path dataDir = base.resolve(section.text("dataDir", "data")).normalize();
    Path keyFile = dataDir.resolve(section.text("memberKeyFile", "member.key")).normalize();
    section.end();
    return new MemberConfig(dataDir, keyFile);
  }
}
