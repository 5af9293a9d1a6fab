// Where ONNX Runtime's library may lie.

import Glibc

/// The places where ONNX Runtime's library is looked for, in this order: the setting, the environment, beside the
/// program, the package's `.onnxruntime` folder, the system's library path.
///
/// A place that the user named is the only one: another library than the one asked for would give other numbers
/// without a word. Making a locator touches nothing but the folders above the program.
public struct OnnxRuntimeLocator: Sendable {
  /// A place, and why it is looked at.
  public struct Place: Sendable, Equatable {
    public enum Origin: String, Sendable {
      case setting = "setting 'runtime'"
      case environment = "XQSH_ONNXRUNTIME"
      case executable = "beside the program"
      case package = "put there by Scripts/setup"
      case system = "the system's library path"
    }

    public let origin: Origin
    /// An absolute path; the name of a file for the system's library path.
    public let path: String
  }

  /// Never empty.
  public let places: [Place]

  /// The name that the library has where this package puts it.
  static let fileName = "libonnxruntime.so"

  /// - Parameters:
  ///   - setting: path of the library, or of the folder that holds it, as the user set it.
  ///   - environment: the same from `XQSH_ONNXRUNTIME`; empty counts as not set.
  ///   - executable: absolute path of the running program.
  public init(setting: String? = nil, environment: String? = nil, executable: String? = Self.runningProgram) {
    if let setting {
      places = [Place(origin: .setting, path: Self.library(at: setting))]
    } else if let environment, !environment.isEmpty {
      places = [Place(origin: .environment, path: Self.library(at: environment))]
    } else {
      var places: [Place] = []
      if let folder = executable.flatMap(Self.parent) {
        places.append(Place(origin: .executable, path: Self.join(folder, Self.fileName)))
        if let package = Self.package(above: folder) {
          places.append(Place(origin: .package, path: Self.join(package, ".onnxruntime/" + Self.fileName)))
        }
      }
      // The name that programs link to, then the one that development packages add.
      places += [Self.fileName + ".1", Self.fileName].map { Place(origin: .system, path: $0) }
      self.places = places
    }
  }

  /// The path of this program; `nil` where the system does not tell.
  public static var runningProgram: String? {
    guard let path = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }

  /// The version of the library that is likely to be opened, where a file name or a note beside it tells; nothing is
  /// opened or loaded.
  public var probableVersion: String? {
    guard let place = places.first(where: { $0.origin == .system || $0.exists }), place.origin != .system else {
      return nil
    }
    if place.origin == .package, let folder = Self.parent(place.path), let note = Self.note(folder + "/version") {
      return note
    }
    // Where the library is installed, the path leads to libonnxruntime.so.1.32.0.
    guard let path = realpath(place.path, nil) else { return nil }
    defer { free(path) }
    let version = String(cString: path).text(behind: Self.fileName + ".")
    return version.flatMap { Self.isVersion($0) ? $0 : nil }
  }

  /// A version that Scripts/setup wrote down.
  private static func note(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let bytes = [UInt8](unsafeUninitializedCapacity: 32) { memory, filled in
      filled = max(0, read(descriptor, memory.baseAddress, memory.count))
    }
    let text = String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    return isVersion(text) ? text : nil
  }

  private static func isVersion(_ text: String) -> Bool {
    text.contains(".") && text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
  }

  // MARK: - Paths

  /// The library that a user's path means: a file, or a folder that holds it.
  private static func library(at path: String) -> String {
    var status = stat()
    let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    let file = isFolder ? join(path, fileName) : path
    if file.utf8.first == UInt8(ascii: "/") { return file }
    // The loader looks for a name without a slash in the system's library path, which is not what was asked for.
    guard let folder = getcwd(nil, 0) else { return "./" + file }
    defer { free(folder) }
    return join(String(cString: folder), file)
  }

  /// The nearest folder at or above `folder` that holds a package. Only there `.onnxruntime` is trusted: not every
  /// folder above a program belongs to who runs it.
  private static func package(above folder: String) -> String? {
    var folder: String? = folder
    while let candidate = folder {
      if access(join(candidate, "Package.swift"), F_OK) == 0 { return candidate }
      folder = parent(candidate)
    }
    return nil
  }

  /// The folder of an absolute path; `nil` for `/` and for what is not absolute.
  private static func parent(_ path: String) -> String? {
    guard path.utf8.count > 1, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.utf8.last == UInt8(ascii: "/") ? folder + name : folder + "/" + name
  }
}

extension String {
  /// What stands behind the first occurrence of a text, `nil` where it does not occur.
  fileprivate func text(behind text: String) -> String? {
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(text) { return String(rest.dropFirst(text.count)) }
      rest = rest.dropFirst()
    }
    return nil
  }
}

extension OnnxRuntimeLocator.Place {
  /// Whether anything is there. The dynamic loader would say so too, in words that differ from system to system.
  var exists: Bool { access(path, F_OK) == 0 }

  /// The loader's words without the path, which its messages begin with.
  func withoutPath(_ words: String) -> String {
    words.hasPrefix(path + ": ") ? String(words.dropFirst(path.count + 2)) : words
  }
}
