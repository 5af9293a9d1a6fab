// From a tensor's message to a checked ``Initializer``: sizes, types, and where the data lie.

import XQSystem

/// Checks the tensors of one model. External files are looked at once each.
struct InitializerReader {
  private let file: FileBytes
  private let folder: ModelFolder?
  private var externalSizes: [String: Int] = [:]

  init(_ file: FileBytes, folder: ModelFolder?) {
    self.file = file
    self.folder = folder
  }

  /// `label`: how diagnostics name the tensor where it has no name of its own.
  mutating func read(
    _ tensor: Onnx_TensorProto, at ranges: [Range<Int>], label: String
  ) throws(FormatError) -> Initializer {
    let subject = tensor.name.isEmpty ? label : tensor.name
    guard let type = ElementType(rawValue: tensor.dataType) else {
      throw error(.unsupported, subject, "has elements of an unknown type, number \(tensor.dataType)")
    }
    var shape: [Int] = []
    for dimension in tensor.dims {
      guard dimension >= 0, let size = Int(exactly: dimension) else {
        throw error(
          .invalid, subject, "has a negative dimension: \(tensor.dims.map(String.init).joined(separator: "x"))")
      }
      shape.append(size)
    }
    guard let count = Shape.count(shape), let byteCount = type == .string ? 0 : type.byteCount(of: count) else {
      throw error(.invalid, subject, "has a shape too big for any file: \(Shape.text(shape))")
    }
    let location: Initializer.Location
    if tensor.dataLocation == 1 {
      location = try external(tensor, subject, byteCount)
    } else {
      location = try inside(ranges, subject, type, shape, count, byteCount)
    }
    return Initializer(name: tensor.name, type: type, shape: shape, location: location)
  }

  // MARK: - Data in the model's file

  private func inside(
    _ ranges: [Range<Int>], _ subject: String, _ type: ElementType, _ shape: [Int], _ count: Int, _ byteCount: Int
  ) throws(FormatError) -> Initializer.Location {
    guard ranges.count == 1, let message = ranges.first else {
      throw error(.invalid, subject, "is stored in \(ranges.count) pieces; wanted one")
    }
    let contents: TypedArrays
    do throws(ProtobufWire.Failure) {
      contents = try TypedArrays(file.bytes, message, of: type)
    } catch {
      throw self.error(.invalid, subject, "is damaged: cannot parse it")
    }
    func wrongSize(_ found: String) -> FormatError {
      error(
        .invalid, subject, "has data that do not fit its shape", wanted: "\(Shape.text(shape)) \(type.name)",
        found: found)
    }
    if let raw = contents.raw {
      guard type != .string, raw.count == byteCount else { throw wrongSize("\(raw.count) bytes for \(byteCount)") }
      return .raw(raw)
    }
    if count == 0 { return .raw(message.lowerBound..<message.lowerBound) }
    if type == .string {
      guard contents.pieces == count else { throw wrongSize("\(contents.pieces) strings") }
      return .typed(message: message)
    }
    if let plain = contents.plain {
      guard plain.count == byteCount else { throw wrongSize("\(plain.count) bytes for \(byteCount)") }
      return .raw(plain)
    }
    // Every stored number takes a byte or more: enough to refuse shapes that the file cannot hold without decoding.
    guard contents.byteCount >= TypedArrays.numbers(of: type, count: count) else {
      throw wrongSize("\(contents.byteCount) bytes of numbers")
    }
    return .typed(message: message)
  }

  // MARK: - Data in another file

  private mutating func external(
    _ tensor: Onnx_TensorProto, _ subject: String, _ byteCount: Int
  ) throws(FormatError) -> Initializer.Location {
    var entries: [String: String] = [:]
    for entry in tensor.externalData { entries[entry.key] = entry.value }
    guard let path = entries["location"], !path.isEmpty else {
      throw error(.invalid, subject, "has external data without a location")
    }
    let offset = try number(entries["offset"], "offset", subject, path) ?? 0
    let length = try number(entries["length"], "length", subject, path) ?? byteCount
    guard tensor.dataType != ElementType.string.rawValue, length == byteCount else {
      throw error(
        .invalid, subject, "has \(length) bytes of external data in '\(path)'; wanted \(byteCount) by its shape")
    }
    guard let folder else {
      throw error(.unsupported, subject, "has external data '\(path)', and this model lies in no folder")
    }
    let size: Int
    if let known = externalSizes[path] {
      size = known
    } else {
      size = try folder.size(of: path, for: subject)
      externalSizes[path] = size
    }
    guard offset <= size, length <= size - offset else {
      throw error(
        .truncated, subject, "has external data beyond the end of '\(path)'",
        wanted: "\(length) bytes from byte \(offset) on",
        found: "a file of \(size) bytes")
    }
    return .external(path: path, offset: offset, length: length)
  }

  private func number(_ text: String?, _ what: String, _ subject: String, _ path: String) throws(FormatError) -> Int? {
    guard let text else { return nil }
    guard let value = Int(text), value >= 0 else {
      throw error(.invalid, subject, "has external data in '\(path)' with the \(what) '\(text.prefix(40))'")
    }
    return value
  }

  private func error(
    _ kind: FormatError.Kind, _ subject: String, _ problem: String, wanted: String? = nil, found: String? = nil
  ) -> FormatError {
    FormatError(kind, file: file.displayName, subject: subject, problem, wanted: wanted, found: found)
  }
}

/// The folder of a model: external data may lie in it or below, and nowhere else.
struct ModelFolder: Sendable {
  /// The folder as part of a path, as the user gave it.
  let path: String
  let modelName: String
  let access: FileAccess

  /// The path of external data.
  ///
  /// - Throws: for absolute paths, `..`, and links that lead out of the folder.
  func locate(_ location: String, for subject: String) throws(FormatError) -> String {
    func refuse(_ problem: String) -> FormatError {
      // A host that limits what may be read refuses; without limits it is the file that is at fault.
      let kind: FormatError.Kind = if case .limited = access.policy { .refused } else { .unsupported }
      return FormatError(
        kind, file: modelName, subject: subject, problem,
        advice: ["put the data beside the model and name them by a plain file name"])
    }
    guard location.utf8.first != UInt8(ascii: "/"), access.shippedName(location) == nil else {
      throw refuse("has external data at the absolute path '\(location)'")
    }
    guard !location.split(separator: "/").contains("..") else {
      throw refuse("has external data '\(location)' outside the model's folder")
    }
    let full = (path == "/" ? "" : path) + "/" + location
    do throws(FileError) {
      let inside = try access.resolve(path, for: .reading)
      let resolved = try access.resolve(full, for: .reading)
      guard resolved.utf8.starts(with: (inside == "/" ? "/" : inside + "/").utf8) else {
        throw FileError(path: full, reason: .refused(allowed: [inside], isWriting: false))
      }
    } catch {
      if case .refused = error.reason {
        throw refuse("has external data '\(location)' that lie outside the model's folder")
      }
      throw FormatError(
        FormatError(error).kind, file: modelName, subject: subject,
        "has external data in '\(location)': \(error.message)",
        advice: error.advice)
    }
    return full
  }

  func size(of location: String, for subject: String) throws(FormatError) -> Int {
    let full = try locate(location, for: subject)
    guard case .file(let size) = access.kind(of: full) else {
      throw FormatError(
        .foreign, file: modelName, subject: subject, "has external data in '\(location)', which is no plain file")
    }
    return size
  }
}
