// A report of the XQuant Extension Tool of Model Compression Toolkit, as it stands in its two files.

/// The errors and the findings that the tool reports.
public struct MctReport: Sendable {
  /// A metric's value; `sqnr` is a ratio here, not decibels. May be infinite or no number.
  public struct Metric: Sendable {
    public let name: String
    public let value: Double

    public init(name: String, value: Double) {
      self.name = name
      self.value = value
    }
  }

  public struct Layer: Sendable {
    public let name: String
    public let metrics: [Metric]

    public init(name: String, metrics: [Metric]) {
      self.name = name
      self.metrics = metrics
    }
  }

  /// What was measured on one data set.
  public struct DataSet: Sendable {
    /// `repr` or `val`.
    public let name: String
    /// Of the model's output.
    public let output: [Metric]
    /// In the file's order, which is that of the network.
    public let layers: [Layer]

    public init(name: String, output: [Metric], layers: [Layer]) {
      self.name = name
      self.output = output
      self.layers = layers
    }
  }

  /// The data sets of a report, in the order of its keys.
  public static let dataNames = ["repr", "val"]

  public let folder: String
  public var dataSets: [DataSet]
  /// `nil` where the file of findings is missing: a judge of the tool failed.
  public var troubleshoot: MctTroubleshoot?

  public init(folder: String, dataSets: [DataSet], troubleshoot: MctTroubleshoot?) {
    self.folder = folder
    self.dataSets = dataSets
    self.troubleshoot = troubleshoot
  }
}

/// The findings of the tool's judges.
public struct MctTroubleshoot: Sendable, Equatable {
  /// The judges, by the keys of the file, in its order.
  public enum Kind: String, Sendable, CaseIterable {
    /// A layer and the path of a picture.
    case outliers = "outlier_removal"
    /// A node.
    case negative = "shift_negative_activation"
    /// Two modules and a scaling.
    case concat = "unbalanced_concatenation"
    /// A layer.
    case bitwidth = "mixed_precision_with_model_output_loss_objective"

    /// How many texts a finding has.
    public var parts: Int {
      switch self {
      case .outliers: 2
      case .negative, .bitwidth: 1
      case .concat: 3
      }
    }
  }

  /// One finding, as it stands in the file.
  public struct Entry: Sendable, Equatable {
    public let kind: Kind
    /// ``Kind/parts`` of them.
    public let texts: [String]

    public init(kind: Kind, texts: [String]) {
      self.kind = kind
      self.texts = texts
    }
  }

  /// In the order of the file.
  public var entries: [Entry]

  public init(_ entries: [Entry] = []) { self.entries = entries }
}
