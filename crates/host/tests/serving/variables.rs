//! Where a variable's value comes from, and who may read it.

use crate::harness::{Folder, Start, manifest, one_probe_with, probe};

#[test]
fn precedence() {
    let folder = Folder::new();
    let names = ["a", "b", "c", "d", "e"];
    let mut text = manifest(&[("/...", "probe")], "[variables]\n");
    for name in names {
        text.push_str(&format!("{name} = {{ default = \"default\" }}\n"));
    }
    text.push_str(&format!("[component.probe]\nsource = {}\n[component.probe.variables]\n", probe()));
    for name in names {
        text.push_str(&format!("{name} = \"<{{{{ {name} }}}}>\"\n"));
    }
    // Every source has what the stronger ones above it have, too.
    let config = folder.write(
        "runtime.toml",
        "[[variables_provider]]\ntype = \"static\"\nvalues = { a = \"first\", b = \"first\" }\n\
         [[variables_provider]]\ntype = \"static\"\nvalues = { a = \"second\", b = \"second\" }\n",
    );
    folder.write(
        ".env",
        "SPIN_VARIABLE_A=file\nSPIN_VARIABLE_B=file\nSPIN_VARIABLE_C=file\nSPIN_VARIABLE_D=\"file\"\n",
    );
    let host = Start::new(&folder, &text)
        .args(&["--variable", "a=flag", "--runtime-config-file", config.to_str().unwrap()])
        .env("SPIN_VARIABLE_A", "environment")
        .env("SPIN_VARIABLE_B", "environment")
        .env("SPIN_VARIABLE_C", "environment")
        .serve();
    let values = names.map(|name| host.get(&format!("/do/variable/{name}")).text().to_owned());
    let expected =
        ["flag", "first", "environment", "file", "default"].map(|value| format!("Ok(\"<{value}>\")"));
    assert_eq!(values, expected);
}

#[test]
fn a_component_reads_its_own_table_only() {
    let folder = Folder::new();
    let text = one_probe_with("[component.probe.variables]\nown = \"literal\"\n")
        + "[variables]\nshared = { default = \"x\" }\n";
    let host = Start::new(&folder, &text).serve();
    assert_eq!(host.get("/do/variable/own").text(), r#"Ok("literal")"#);
    assert!(host.get("/do/variable/shared").text().starts_with("Err(Error::Undefined("));
    for name in ["Own", "a__b", "a-b", "a_"] {
        let text = host.get(&format!("/do/variable/{name}")).text().to_owned();
        assert!(text.starts_with("Err(Error::InvalidName("), "{text}");
    }
}

#[test]
fn a_required_variable_without_a_value_stops_the_start() {
    let folder = Folder::new();
    let text = one_probe_with("")
        + "[variables]\nkey_one = { required = true }\nkey_two = { required = true, secret = true }\n";
    let said = Start::new(&folder, &text).args(&["--variable", "key_two=hush"]).refused();
    assert!(said.contains("key_one") && !said.contains("key_two") && !said.contains("hush"), "{said}");
    let host = Start::new(&folder, &text)
        .args(&["--variable", "key_one=1"])
        .env("SPIN_VARIABLE_KEY_TWO", "2")
        .serve();
    assert_eq!(host.get("/").status, 200);
}

#[test]
fn a_template_that_names_nothing_stops_the_start() {
    let folder = Folder::new();
    let text = one_probe_with("[component.probe.variables]\na = \"{{ nothing }}\"\n");
    let said = Start::new(&folder, &text).refused();
    assert!(said.contains("component.probe.variables.a") && said.contains("nothing"), "{said}");
}

#[test]
fn values_from_files() {
    let folder = Folder::new();
    folder.write("key.txt", "from a file");
    folder.write("more.toml", "b = \"from toml\"\n");
    folder.write("more.json", "{\"c\": \"from json\"}");
    let text =
        one_probe_with("[component.probe.variables]\na = \"{{ a }}\"\nb = \"{{ b }}\"\nc = \"{{ c }}\"\n")
            + "[variables]\na = { required = true }\nb = { required = true }\nc = { required = true }\n";
    let flags = ["--variable", "a=@key.txt", "--variable", "@more.toml", "--variable", "@more.json"];
    let host = Start::new(&folder, &text).args(&flags).serve();
    assert_eq!(host.get("/do/variable/a").text(), r#"Ok("from a file")"#);
    assert_eq!(host.get("/do/variable/b").text(), r#"Ok("from toml")"#);
    assert_eq!(host.get("/do/variable/c").text(), r#"Ok("from json")"#);
}

#[test]
fn the_environment_is_the_manifests() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe_with("environment = { A = \"manifest\", B = \"manifest\" }"))
        .args(&["--env", "B=flag"])
        .env("C", "shell")
        .serve();
    assert_eq!(host.get("/do/environment").text(), "A=manifest\nB=flag\narguments=0");
}
