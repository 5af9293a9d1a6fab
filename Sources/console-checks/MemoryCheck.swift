// Whether memory grows with the number of commands that a session ran.

import Glibc
import XQConsole
import XQLanguage

/// Runs many commands in one console and compares the memory of the process early and late.
enum MemoryCheck {
  /// What may be taken on top after the first tenth, for caches and fragments of the heap.
  private static let allowedGrowth = 8 << 20

  private static let commands = [
    "let x = 3", "let t = [{a: 1, b: \"x\"}, {a: 2, b: \"y\"}]", "$t | where a > 1 | count",
    "print \"{$x} of {len($t)}\"",
    "expect $x == 3", "section \"S\"", "note \"n\"", "for i in [1, 2] { let y = $i }", "try { print $x.a }", "erors",
    "def f(n) { return ($n + 1) }", "let z = f 3", "$t | to json",
  ]

  static func run(commands count: Int) -> Bool {
    guard let journal = try? JournalFile.makeUnnamed(in: "/tmp") else {
      print("there is no file for the journal in /tmp")
      return false
    }
    let console = Console(host: Host(name: "memory", version: "1"), sink: Silence(), journal: Journal(journal))
    var early = 0
    for number in 0..<count {
      if number == count / 10 { early = residentBytes() }
      _ = console.run(Source(name: "prompt", text: commands[number % commands.count]), mode: .prompt)
    }
    let late = residentBytes()
    print("\(count) commands: \(early >> 10) KiB after a tenth of them, \(late >> 10) KiB at the end")
    return late - early <= allowedGrowth
  }

  private static func residentBytes() -> Int {
    // The second number of the file is the count of pages in memory.
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 256)
    // No more is read than the array holds, and its last byte stays 0.
    let read = fread(&text, 1, text.count - 1, file)
    let words = String(decoding: text.prefix(read).map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
    guard words.count > 1, let pages = Int(words[1]) else { return 0 }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}

/// Drops everything.
final class Silence: Sink {
  func receive(_ event: Event) {}
}
