// fuzz-readers READER SECONDS SEED INPUT FOLDER...: reads damaged files for a while. See Scripts/fuzz.

import Glibc
import XQSystem

/// Runs one reader on inputs made from the files of some folders.
///
/// The input being read stands in the file INPUT, which is mapped: it is there when the process is gone. A reader that
/// takes more than ten seconds or 4 GB for an input ends the process too.
@main
struct Entry {
  private static let secondsAnInput: UInt32 = 10
  private static let largestMemory: rlim_t = 4 << 30

  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count > 5, let reader = Reader(rawValue: arguments[1]), let seconds = Double(arguments[2]),
      let seed = UInt64(arguments[3])
    else {
      let readers = Reader.allCases.map(\.rawValue).joined(separator: "|")
      write("wanted: fuzz-readers \(readers) SECONDS SEED INPUT FOLDER...", to: STDERR_FILENO)
      exit(2)
    }
    let access = FileAccess()
    let folders = Array(arguments[5...])
    let corpus = folders.flatMap { files(in: $0, for: reader, access) }
    guard !corpus.isEmpty, let input = InputFile(arguments[4]) else {
      write(
        "no .\(reader.rawValue) files in \(folders.joined(separator: ", ")), or '\(arguments[4])' cannot be written",
        to: STDERR_FILENO)
      exit(2)
    }
    var limit = rlimit(rlim_cur: largestMemory, rlim_max: largestMemory)
    _ = setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)

    var mutator = Mutator(corpus: corpus, seed: seed)
    var (executions, accepted) = (0, 0)
    let start = ContinuousClock.now
    while (ContinuousClock.now - start) / .seconds(1) < seconds {
      let bytes = mutator.next()
      input.keep(bytes)
      alarm(secondsAnInput)
      if reader.read(bytes, folder: folders[0], access: access) { accepted += 1 }
      executions += 1
    }
    alarm(0)
    write(
      "\(reader.rawValue): \(executions) inputs from \(corpus.count) files, \(accepted) accepted, no finding",
      to: STDOUT_FILENO)
  }

  private static func files(in folder: String, for reader: Reader, _ access: FileAccess) -> [[UInt8]] {
    let names = (try? access.list(folder)) ?? []
    return names.filter(reader.accepts).sorted().compactMap { name in
      (try? access.read(folder + "/" + name)).map { file in file.withUnsafeBytes { Array($0) } }
    }
  }

  private static func write(_ line: String, to descriptor: Int32) {
    let bytes = Array((line + "\n").utf8)
    _ = Glibc.write(descriptor, bytes, bytes.count)
  }
}
