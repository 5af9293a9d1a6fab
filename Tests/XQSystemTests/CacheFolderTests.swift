// Caches: bounded, oldest first, and never in the way. Digests: once for a state of a file.

import Foundation
import Testing

@testable import XQSystem

@Suite struct CacheFolderTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "xqsh-\(UUID().uuidString)").path

  private func text(_ file: FileBytes?) -> String? {
    file.map { $0.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
  }

  private func setTime(_ name: String, _ seconds: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: "\(folder)/\(name)")
  }

  @Test func keepsWhatWasWritten() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let cache = CacheFolder(folder + "/inner", limit: 1 << 20)
    #expect(cache.read("a") == nil)
    cache.write("a", Array("one".utf8))
    #expect(text(cache.read("a")) == "one")
    cache.write("a", Array("two".utf8))
    #expect(text(cache.read("a")) == "two")
    cache.remove("a")
    #expect(cache.read("a") == nil)
  }

  @Test func dropsWhatWasNotUsedForLongest() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let cache = CacheFolder(folder, limit: 3 * 4096)
    for (name, time) in [("a", 1000.0), ("b", 2000), ("c", 3000)] {
      cache.write(name, [1])
      try setTime(name, time)
    }
    // Reading counts as use.
    #expect(cache.read("a") != nil)
    cache.write("d", [1])
    #expect(["a", "b", "c", "d"].map { cache.read($0) != nil } == [true, false, true, true])
    cache.write("large", [UInt8](repeating: 0, count: 4 * 4096))
    #expect(cache.read("large") == nil && cache.read("d") != nil)
  }

  @Test func aFolderThatCannotBeIsNoError() {
    let cache = CacheFolder("/dev/null/x", limit: 1 << 20)
    cache.write("a", [1])
    #expect(cache.read("a") == nil)
  }
}

@Suite struct FileDigestsTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "xqsh-\(UUID().uuidString)").path

  private func write(_ byte: UInt8, time: Double) throws -> String {
    let path = folder + "/model.bin"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(repeating: byte, count: FileBytes.mappingThreshold + 1).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: time)], ofItemAtPath: path)
    return path
  }

  private var remembered: Int { ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/c")) ?? []).count }

  @Test func areRememberedForAStateOfAFile() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let cache = CacheFolder(folder + "/c", limit: 1 << 20)
    let path = try write(1, time: 1_000_000)
    let first = try FileAccess().read(path)
    let digest = FileDigests(folder: cache).digest(of: first)
    #expect(digest == first.digest() && remembered == 1)
    // Same size and time: what is remembered is taken, which is why files changed just now are not remembered.
    let second = try FileAccess().read(write(2, time: 1_000_000))
    #expect(FileDigests(folder: cache).digest(of: second) == digest)
    #expect(FileDigests().digest(of: second) == second.digest() && second.digest() != digest)
    let third = try FileAccess().read(write(2, time: 1_000_001))
    #expect(FileDigests(folder: cache).digest(of: third) == second.digest() && remembered == 2)
  }

  @Test func filesChangedJustNowAreNotRemembered() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let cache = CacheFolder(folder + "/c", limit: 1 << 20)
    let file = try FileAccess().read(write(1, time: Date.now.timeIntervalSince1970))
    #expect(FileDigests(folder: cache).digest(of: file) == file.digest())
    #expect(remembered == 0)
  }

  @Test func damagedOnesAreComputedAnew() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let cache = CacheFolder(folder + "/c", limit: 1 << 20)
    let file = try FileAccess().read(write(1, time: 1_000_000))
    let digest = FileDigests(folder: cache).digest(of: file)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder + "/c") {
      try Data("half".utf8).write(to: URL(filePath: "\(folder)/c/\(name)"))
    }
    #expect(FileDigests(folder: cache).digest(of: file) == digest)
  }
}
