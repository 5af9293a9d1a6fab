// From paths to a ``DataSet``: which layout the files have.

import XQSystem

struct DataSetOpener {
  let access: FileAccess

  func open(_ paths: [String], labels: String?) throws(FormatError) -> DataSet {
    guard let first = paths.first else {
      throw FormatError(.missing, file: "", "no data are given", advice: ["name a file, a folder or a pattern"])
    }
    if paths.count == 1, access.kind(of: first) != .folder, !isPattern(first) {
      return try openFile(first, labels: labels)
    }
    var files: [String] = []
    for path in paths { files += try expand(path) }
    let isLabels = { (path: String) in ["labels.npy", "labels.npz"].contains(path.split(separator: "/").last ?? "") }
    let labelFiles = files.filter(isLabels)
    guard labelFiles.count <= 1 || labels != nil else {
      throw FormatError(.invalid, file: labelFiles[1], "is a second file of labels", advice: ["name one with --labels"])
    }
    return try openFiles(
      files.filter { !isLabels($0) }, name: paths.count == 1 ? first : "\(first) and \(paths.count - 1) more",
      labels: labels ?? labelFiles.first)
  }

  // MARK: - One file

  private func openFile(_ path: String, labels: String?) throws(FormatError) -> DataSet {
    let contents = try access.contents(path)
    let file = try ArrayFile(contents)
    let separate = try openLabels(labels)
    if let batches = try MCTBatches(file.arrays, file: path) {
      return DataSet(
        name: path, layout: .batches, units: batches.units, labels: separate,
        notices: file.notices + batches.notices, access: access)
    }
    let (arrays, inner) = separated(file.arrays)
    let unit = SampleUnit(arrays, labels: separate == nil ? inner : nil, path: nil, file: path)
    return DataSet(
      name: path, layout: .arrays, units: [unit], labels: separate, notices: file.notices, access: access)
  }

  /// Labels and the other arrays. A lone array is data, whatever its name.
  private func separated(_ arrays: [StoredArray]) -> (arrays: [StoredArray], labels: StoredArray?) {
    guard arrays.count > 1, let labels = arrays.first(where: { $0.name == "labels" }) else { return (arrays, nil) }
    return (arrays.filter { $0.name != "labels" }, labels)
  }

  private func openLabels(_ path: String?) throws(FormatError) -> StoredArray? {
    guard let path else { return nil }
    let arrays = try ArrayFile(access.contents(path)).arrays
    guard let labels = arrays.count == 1 ? arrays.first : arrays.first(where: { $0.name == "labels" }) else {
      throw FormatError(
        .mismatched, file: path, "has several arrays and none is named 'labels'", wanted: "labels",
        found: arrays.map { "'\($0.name)'" }.joined(separator: ", "))
    }
    return labels
  }

  // MARK: - Several files

  private func openFiles(_ paths: [String], name: String, labels: String?) throws(FormatError) -> DataSet {
    guard !paths.isEmpty else {
      throw FormatError(
        .empty, file: name, "has no samples: no .npy or .npz file is there",
        advice: ["save one array a sample with np.save"])
    }
    var units: [SampleUnit] = []
    var notices: [String] = []
    for path in paths {
      let file = try ArrayFile(access.contents(path), checksSmall: false)
      if units.isEmpty { notices = file.notices }
      let (arrays, inner) = separated(file.arrays)
      let unit = SampleUnit(arrays, labels: labels == nil ? inner : nil, path: path, file: path)
      if let first = units.first { try requireSameArrays(unit, first) }
      units.append(unit)
    }
    return DataSet(
      name: name, layout: .files, units: units, labels: try openLabels(labels), notices: notices, access: access)
  }

  private func requireSameArrays(_ unit: SampleUnit, _ first: SampleUnit) throws(FormatError) {
    func names(_ unit: SampleUnit) -> [String] {
      (unit.arrays.map(\.name) + (unit.labels.map { [$0.name] } ?? [])).sorted()
    }
    guard names(unit) == names(first) else {
      func words(_ unit: SampleUnit) -> String { names(unit).map { "'\($0)'" }.joined(separator: ", ") }
      throw FormatError(
        .mismatched, file: unit.file, "has other arrays than '\(first.file)'", wanted: words(first), found: words(unit))
    }
  }

  // MARK: - Paths

  private func isPattern(_ path: String) -> Bool {
    path.contains { "*?[".contains($0) } && !access.exists(path)
  }

  private func expand(_ path: String) throws(FormatError) -> [String] {
    do throws(FileError) {
      if isPattern(path) {
        let matches = try access.glob(path)
        guard !matches.isEmpty else {
          throw FileError(path: path, reason: .notFound(similar: []))
        }
        return matches
      }
      guard access.kind(of: path) == .folder else { return [path] }
      let separator = path.hasSuffix("/") || path.hasSuffix(":") ? "" : "/"
      return try access.list(path)
        .filter { ($0.hasSuffix(".npy") || $0.hasSuffix(".npz")) && !$0.hasPrefix(".") }
        .map { path + separator + $0 }
    } catch {
      throw FormatError(error)
    }
  }
}
