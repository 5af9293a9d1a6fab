// The timed runs of Scripts/benchmark, each in a process of its own so that its memory is its own.

import Glibc
import XQFormats
import XQSystem

/// `xq-benchmark fetch|unoptimized|errors|facts FLOAT QUANTIZED THREADS DATA …` makes one pass, see ``PassBenchmark``;
/// several data files are fed one after the other. `load MODEL` reads a model's structure, `judge LAYERS` lets all rules
/// look at a case of so many layers without trials, `pictures LAYERS FOLDER` draws graphs. All of these write seconds, peak
/// memory in KB and processor time in seconds on one line.
///
/// `kernels` and `language LINES` write a table; `synthesize MODEL BYTES` writes a model of that size to load.
@main
enum Benchmark {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      guard try run(arguments) else {
        print("usage: xq-benchmark fetch|unoptimized|errors|facts FLOAT QUANTIZED THREADS DATA …")
        print("       xq-benchmark load MODEL | judge LAYERS | pictures LAYERS FOLDER")
        print("       xq-benchmark kernels | language LINES | synthesize MODEL BYTES")
        exit(2)
      }
    } catch {
      print(error)
      exit(3)
    }
  }

  private static func run(_ arguments: [String]) throws -> Bool {
    let rest = Array(arguments.dropFirst())
    switch (arguments.first, rest.count) {
    case ("kernels", 0):
      for line in try KernelBenchmark.lines() { print(line) }
    case ("language", 1):
      guard let lines = Int(rest[0]), lines > 1 else { return false }
      let speeds = LanguageBenchmark.speeds(lineCount: lines)
      print("parse: \(Int(speeds.parse)) thousand lines/s; parse and bind: \(Int(speeds.bind)) thousand lines/s")
    case ("synthesize", 2):
      guard let bytes = Int(rest[1]), bytes > 0 else { return false }
      try SyntheticModel.write(rest[0], weightBytes: bytes)
    default:
      guard let seconds = try seconds(of: arguments.first ?? "", rest) else { return false }
      let usage = usage()
      print("\(seconds) \(usage.peakKilobytes) \(usage.processorSeconds)")
    }
    return true
  }

  private static func seconds(of mode: String, _ rest: [String]) throws -> Double? {
    switch (mode, rest.count) {
    case ("judge", 1): return Int(rest[0]).map { JudgingBenchmark.seconds(layers: $0) }
    case ("pictures", 2): return try Int(rest[0]).map { try Pictures.run(layers: $0, folder: rest[1]) }
    case ("load", 1):
      let start = ContinuousClock.now
      _ = try OnnxModel(path: rest[0], access: FileAccess())
      return (ContinuousClock.now - start) / .seconds(1)
    case (_, 4...):
      guard let pass = PassBenchmark(rawValue: mode), let threads = Int(rest[2]) else { return nil }
      return try pass.seconds(float: rest[0], quantized: rest[1], threads: threads, data: Array(rest[3...]))
    default: return nil
    }
  }

  private static func usage() -> (peakKilobytes: Int, processorSeconds: Double) {
    var usage = rusage()
    guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return (0, 0) }
    let times = [usage.ru_utime, usage.ru_stime]
    return (usage.ru_maxrss, times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 })
  }
}
