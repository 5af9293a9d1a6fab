// One timed run for Scripts/benchmark: both models with the tensors of all pairs fetched, with or without statistics.

import Glibc
import XQFormats
import XQMeasure
import XQRuntime
import XQSystem

/// `xq-benchmark fetch|measure FLOAT QUANTIZED THREADS DATA …`: writes seconds and peak memory in KB on one line.
///
/// `fetch` runs both models with the same tensors fetched, and drops them: the least that any comparison can take.
/// `measure` is what `errors` does. Both load the models; several data files are fed one after the other.
///
/// `judge LAYERS` lets all rules look at a case of so many layers, without trials.
@main
enum Benchmark {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.count == 3, arguments[0] == "pictures", let layers = Int(arguments[1]) {
      return report { try Pictures.run(layers: layers, folder: arguments[2]) }
    }
    if arguments.count == 2, arguments[0] == "judge", let layers = Int(arguments[1]) {
      print("\(JudgingBenchmark.seconds(layers: layers)) \(peakMemoryInKilobytes())")
      return
    }
    guard arguments.count >= 5, let threads = Int(arguments[3]) else {
      print("usage: xq-benchmark fetch|measure FLOAT QUANTIZED THREADS DATA …, pictures LAYERS FOLDER, or judge LAYERS")
      exit(2)
    }
    report {
      try run(
        arguments[0], float: arguments[1], quantized: arguments[2], threads: threads, data: Array(arguments[4...]))
    }
  }

  private static func report(_ body: () throws -> Double) {
    do {
      let seconds = try body()
      print("\(seconds) \(peakMemoryInKilobytes())")
    } catch {
      print(error)
      exit(3)
    }
  }

  private static func run(
    _ mode: String, float: String, quantized: String, threads: Int, data: [String]
  ) throws -> Double {
    let access = FileAccess()
    let models = try (OnnxModel(path: float, access: access), OnnxModel(path: quantized, access: access))
    let comparison = try Comparison(
      float: models.0, quantized: models.1, data: [.validation: DataSet.open(data, access: access)])
    let engine = OnnxRuntime(OnnxRuntimeLocator(environment: getenv("XQSH_ONNXRUNTIME").map { String(cString: $0) }))
    _ = try engine.open()
    let start = ContinuousClock.now
    if mode == "fetch" {
      try fetch(comparison, engine, threads)
    } else {
      _ = try comparison.measure(.validation, options: MeasureOptions(threads: threads), engine: engine)
    }
    return (ContinuousClock.now - start) / .seconds(1)
  }

  private static func fetch(_ comparison: Comparison, _ engine: OnnxRuntime, _ threads: Int) throws {
    guard let data = comparison.data[.validation] else { return }
    let pairs = comparison.pairing.pairs
    let options = EngineOptions(threads: threads)
    let sessions = try [
      engine.load(comparison.float, fetching: pairs.map(\.tensor), options: options),
      engine.load(comparison.quantized, fetching: pairs.map(\.partner), options: options),
    ]
    let reader = try data.plan(for: comparison.float.graph.inputs).makeReader()
    while let batch = try reader.next() {
      let inputs = batch.inputs.map {
        ($0.name, Tensor(type: $0.type, shape: $0.shape, bytes: $0.bytes, owner: $0.owner))
      }
      for session in sessions { _ = try session.run(inputs, cancellation: Cancellation()) }
    }
  }

  private static func peakMemoryInKilobytes() -> Int {
    var usage = rusage()
    return getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 ? usage.ru_maxrss : 0
  }
}
