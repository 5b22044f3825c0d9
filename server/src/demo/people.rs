//! The people who can sign in to the demo, one for each part there is to play.

/// One demo person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Begins with `usr-`.
    pub id: &'static str,
    /// Given name and family name.
    pub name: &'static str,
    /// At a domain that nobody can have.
    pub email: &'static str,
    /// Their part, for the page where one chooses whom to sign in as.
    pub about: &'static str,
    /// False for somebody the company knows but who has no Apono account: the API refuses them.
    pub apono_user: bool,
    /// Who decides where a flow asks the manager: an id of [`PEOPLE`].
    pub manager: Option<&'static str>,
}

/// A team. Flows name teams as well as people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// Begins with `grp-`.
    pub id: &'static str,
    /// As it is shown where it decides.
    pub name: &'static str,
    /// Ids of [`PEOPLE`].
    pub members: &'static [&'static str],
}

/// Asks for access, and is on call.
pub const ENGINEER: &str = "usr-dana-levi";
/// Asks for access, and is not on call.
pub const SECOND_ENGINEER: &str = "usr-tom-becker";
/// Decides as the engineers' manager.
pub const TEAM_LEAD: &str = "usr-ingrid-solberg";
/// Decides about customer data.
pub const DATA_OWNER: &str = "usr-rafael-costa";
/// Decides where nobody else can.
pub const ADMIN: &str = "usr-amara-okafor";
/// In no access flow.
pub const NEWCOMER: &str = "usr-jonas-meyer";
/// Not an Apono user.
pub const OUTSIDER: &str = "usr-priya-nair";

/// Everybody who builds.
pub const ENGINEERING: &str = "grp-engineering";
/// Who is on call; flows name it among those who ask and those who decide.
pub const ON_CALL: &str = "grp-on-call";
/// Decides about customer data.
pub const DATA_OWNERS: &str = "grp-data-owners";
/// Decides where nobody else can.
pub const ADMINS: &str = "grp-admins";

/// Everybody who can sign in, in the order of the page where one chooses.
pub const PEOPLE: [Person; 7] = [
    Person {
        id: ENGINEER,
        name: "Dana Levi",
        email: "dana.levi@northwind.example",
        about: "Engineer on call. Asks for access.",
        apono_user: true,
        manager: Some(TEAM_LEAD),
    },
    Person {
        id: SECOND_ENGINEER,
        name: "Tom Becker",
        email: "tom.becker@northwind.example",
        about: "Engineer. Asks for access, is not on call.",
        apono_user: true,
        manager: Some(TEAM_LEAD),
    },
    Person {
        id: TEAM_LEAD,
        name: "Ingrid Solberg",
        email: "ingrid.solberg@northwind.example",
        about: "Team lead. Decides about the team's requests.",
        apono_user: true,
        manager: Some(ADMIN),
    },
    Person {
        id: DATA_OWNER,
        name: "Rafael Costa",
        email: "rafael.costa@northwind.example",
        about: "Data owner. Decides about customer data.",
        apono_user: true,
        manager: Some(ADMIN),
    },
    Person {
        id: ADMIN,
        name: "Amara Okafor",
        email: "amara.okafor@northwind.example",
        about: "Administrator of Apono. Looks after everything.",
        apono_user: true,
        manager: None,
    },
    Person {
        id: NEWCOMER,
        name: "Jonas Meyer",
        email: "jonas.meyer@northwind.example",
        about: "First day at work. No access flow includes him yet.",
        apono_user: true,
        manager: Some(TEAM_LEAD),
    },
    Person {
        id: OUTSIDER,
        name: "Priya Nair",
        email: "priya.nair@northwind.example",
        about: "Signs in like everybody, but has no Apono account.",
        apono_user: false,
        manager: None,
    },
];

/// All teams.
pub const GROUPS: [Group; 4] = [
    Group { id: ENGINEERING, name: "Engineering", members: &[ENGINEER, SECOND_ENGINEER, TEAM_LEAD] },
    Group { id: ON_CALL, name: "On-call", members: &[ENGINEER, TEAM_LEAD] },
    Group { id: DATA_OWNERS, name: "Data owners", members: &[DATA_OWNER, TEAM_LEAD] },
    Group { id: ADMINS, name: "Apono admins", members: &[ADMIN] },
];

/// The person with this id.
pub fn find(id: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.id == id)
}

/// The group with this id.
pub fn find_group(id: &str) -> Option<&'static Group> {
    GROUPS.iter().find(|group| group.id == id)
}

/// The groups this person is in.
pub fn groups_of(person: &str) -> impl Iterator<Item = &'static Group> {
    GROUPS.iter().filter(move |group| group.members.contains(&person))
}

/// Whom this person may ask for, themselves included: members of their teams; administrators ask for anybody.
pub fn may_request_for(caller: &'static Person) -> impl Iterator<Item = &'static Person> {
    let teams: Vec<&Group> = groups_of(caller.id).collect();
    let is_admin = teams.iter().any(|team| team.id == ADMINS);
    PEOPLE.iter().filter(|person| person.apono_user).filter(move |person| {
        is_admin || person.id == caller.id || teams.iter().any(|team| team.members.contains(&person.id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_of_a_group_is_a_person_and_the_newcomer_and_the_outsider_are_in_none() {
        assert!(GROUPS.iter().flat_map(|group| group.members).all(|member| find(member).is_some()));
        assert_eq!(groups_of(NEWCOMER).count() + groups_of(OUTSIDER).count(), 0);
        assert_eq!(groups_of(TEAM_LEAD).count(), 3);
    }

    #[test]
    fn every_manager_is_somebody_else_who_has_an_apono_account() {
        for person in PEOPLE {
            assert!(person.manager.is_none_or(|id| id != person.id && find(id).is_some_and(|boss| boss.apono_user)));
        }
    }
}
