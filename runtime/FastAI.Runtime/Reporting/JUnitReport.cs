using System.Globalization;
using System.Text;
using System.Xml;

namespace FastAI.Runtime.Reporting;

/// <summary>Checks as JUnit XML, the form that GitLab, Jenkins and GitHub's test reporters read.</summary>
public static class JUnitReport
{
    /// <param name="suite">Name of the whole.</param>
    /// <param name="className">What groups the cases.</param>
    /// <param name="cases">The checks.</param>
    public static string Write(string suite, string className, IReadOnlyList<TestCase> cases)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (
            var xml = XmlWriter.Create(
                text,
                new XmlWriterSettings
                {
                    Indent = true,
                    NewLineChars = "\n",
                    OmitXmlDeclaration = true,
                    Encoding = Encoding.UTF8,
                }
            )
        )
        {
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", Clean(suite));
            xml.WriteAttributeString("tests", cases.Count.ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("failures", cases.Count(c => c.Failure is not null).ToString(CultureInfo.InvariantCulture));
            foreach (var check in cases)
            {
                xml.WriteStartElement("testcase");
                xml.WriteAttributeString("classname", Clean(className));
                xml.WriteAttributeString("name", Clean(check.Name));
                if (check.Failure is { } failure)
                {
                    xml.WriteStartElement("failure");
                    xml.WriteAttributeString("message", Clean(failure));
                    xml.WriteEndElement();
                }
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text + "\n";
    }

    // XML 1.0 has no way to write most control characters; names of a model may hold them.
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(r => r.Value >= 32 && r.Value is not (0xFFFE or 0xFFFF) ? r.ToString() : "?"));
}
