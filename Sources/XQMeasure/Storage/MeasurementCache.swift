// Measurements that were made before, by what they are of.

import XQFormats
import XQSystem

/// A folder of measurements, found by models, data, settings, slice and kind of machine.
///
/// What cannot be kept is not kept; nothing depends on it.
public struct MeasurementCache: Sendable {
  public enum Found: Sendable {
    case nothing
    case measurement(Measurement)
    /// There was one which cannot be used; it was removed. Why, as a sentence without a full stop.
    case damaged(String)
  }

  private let folder: CacheFolder
  /// Differs between programs that may compute otherwise.
  private let program: String

  /// - Parameter program: what distinguishes this build of the program from others.
  public init(_ folder: CacheFolder, program: String) { (self.folder, self.program) = (folder, program) }

  public func find(_ identity: MeasurementIdentity, _ slice: SampleSlice) -> Found {
    let name = name(identity, slice)
    guard let bytes = folder.read(name) else { return .nothing }
    do throws(FormatError) {
      let file = try MeasurementFile(bytes)
      guard file.measurements.count == 1, let stored = file.measurements.first, stored.identity == identity,
        stored.measurement.options.slice == slice
      else { throw FormatError(.invalid, file: bytes.displayName, "holds another measurement") }
      return .measurement(stored.measurement)
    } catch {
      folder.remove(name)
      return .damaged(error.message)
    }
  }

  public func keep(_ stored: StoredMeasurement) {
    folder.write(name(stored.identity, stored.measurement.options.slice), MeasurementFile([stored]).bytes)
  }

  private func name(_ identity: MeasurementIdentity, _ slice: SampleSlice) -> String {
    SHA256.digest([identity.digest, slice.description, MachineKind.current, program].joined(separator: "\n")) + ".xqm"
  }
}
