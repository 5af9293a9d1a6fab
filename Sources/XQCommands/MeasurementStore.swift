// Where a session looks for measurements that were made before, and keeps those that it makes.

import XQConsole
import XQLanguage
import XQMeasure
import XQRuntime
import XQSystem

/// Where a host lets measurements be kept.
public struct CachePlace: Sendable {
  /// The folder, which is made when something is kept.
  public let folder: String
  /// What distinguishes this build of the program from others, which may measure otherwise.
  public let program: String
  /// Measurements that took less are not kept: making them again costs nothing.
  public let worthKeepingSeconds: Double

  public init(folder: String, program: String, worthKeepingSeconds: Double = 0.2) {
    self.folder = folder
    self.program = program
    self.worthKeepingSeconds = worthKeepingSeconds
  }
}

/// The user's cache of measurements and of digests of files; both may be nowhere.
struct MeasurementStore: Sendable {
  /// Bytes of all measurements that are kept.
  private static let largest = 256 << 20
  /// Bytes of all digests that are kept: some ten thousand.
  private static let largestDigests = 64 << 20

  let digests: FileDigests
  private let cache: MeasurementCache?
  private let worthKeepingSeconds: Double

  init(_ place: CachePlace?) {
    digests = FileDigests(folder: place.map { CacheFolder($0.folder + "/digests", limit: Self.largestDigests) })
    cache = place.map {
      MeasurementCache(CacheFolder($0.folder + "/measurements", limit: Self.largest), program: $0.program)
    }
    worthKeepingSeconds = place?.worthKeepingSeconds ?? 0
  }

  /// The measurement if it was made before; what is to be said about it is said.
  func find(
    _ comparison: Comparison, _ role: Comparison.Role, _ options: MeasureOptions, _ engine: any Engine,
    in context: Context
  ) -> Measurement? {
    // What is wrong with the engine or the data is better said by measuring.
    guard let cache, Self.isAllowed(context), (try? engine.prepare()) != nil,
      let identity = try? comparison.identity(role, options: options, engine: engine.description, digests: digests)
    else { return nil }
    switch cache.find(identity, options.slice) {
    case .nothing: return nil
    case .measurement(let measurement):
      context.say(.remark("\(role.rawValue): from the cache, measured before; 'set cache off' measures anew"))
      return measurement
    case .damaged(let reason):
      context.warn(.damagedCache, "a measurement in the cache was dropped and is made anew: \(reason)")
      return nil
    }
  }

  /// Keeps a measurement that was made just now, if that pays.
  func keep(
    _ measurement: Measurement, _ comparison: Comparison, _ role: Comparison.Role, in context: Context
  ) {
    guard let cache, Self.isAllowed(context), !context.files.discardsWrites,
      measurement.seconds >= worthKeepingSeconds,
      let identity = try? comparison.identity(
        role, options: measurement.options, engine: measurement.engine, digests: digests)
    else { return }
    cache.keep(
      StoredMeasurement(role: role, identity: identity, pairing: comparison.pairing, measurement: measurement))
  }

  /// The cache lies outside what a host that limits files allows.
  private static func isAllowed(_ context: Context) -> Bool {
    guard case .unrestricted = context.files.policy else { return false }
    return context.session.settings["cache"].text != "off"
  }
}
