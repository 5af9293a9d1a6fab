import Testing

@testable import XQSystem

@Suite struct GlobTests {
  @Test(arguments: [
    ("*", "abc", true), ("*", "", true), ("a*c", "abbc", true), ("a*c", "abcd", false), ("?", "ä", true),
    ("??", "a", false), ("[a-c]1", "b1", true), ("[!a-c]1", "b1", false), ("[]]", "]", true), ("[a", "[a", true),
    ("*.npy", ".npy", false), (".*", ".npy", true), ("*a*b*", "xxaxxbxx", true), ("[c-a]", "b", false),
  ])
  func matchesNames(_ pattern: String, _ name: String, _ matches: Bool) {
    #expect(NamePattern(pattern).matches(name) == matches)
  }

  @Test func isNotSlowOnManyStars() {
    #expect(!NamePattern(String(repeating: "*a", count: 200)).matches(String(repeating: "a", count: 199)))
  }

  @Test func findsFilesInSeveralFolders() throws {
    let folder = try TestFolder()
    let access = FileAccess()
    for name in ["one", "two", "other"] { try access.createFolder(folder.path(name)) }
    for name in ["one/b.npy", "one/a.npy", "two/a.npy", "two/a.txt", "other/a.npy", "one/[x].npy"] {
      try folder.write(name, [1])
    }
    #expect(
      try access.glob(folder.path("[ot][nw]*/a.npy")) == [folder.path("one/a.npy"), folder.path("two/a.npy")])
    #expect(try access.glob(folder.path("one/*.npy")).count == 3)
    #expect(try access.glob(folder.path("one/[x].npy")) == [folder.path("one/[x].npy")])
    #expect(try access.glob(folder.path("none/*")) == [])
    #expect(try access.glob(folder.path("one/a.npy")) == [folder.path("one/a.npy")])
  }
}
