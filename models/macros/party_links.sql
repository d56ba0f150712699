{#
    Every reason to take two records for one customer, of all records or of those of `groups`, with a
    number of its content.
#}
{% macro party_links(groups=none) -%}
select
    links.*,
    {{ row_hash([row_hash([
        'links.party_key', 'links.other_party_key', 'links.link_rule', 'links.link_score',
        'links.linked_since_date',
    ])]) }} as _version_mark
from (
    select
        party_references.party_key,
        party_references.other_party_key,
        party_references.link_rule,
        cast(1 as decimal(9, 4)) as link_score,
        party_references.linked_since_date
    from party_references
    {%- if groups %}
    inner join {{ groups }}
        on party_references.party_key = {{ groups }}.party_key
    {%- endif %}
    inner join {{ ref('int_party') }} as parties
        on party_references.party_key = parties.party_key
    inner join {{ ref('int_party') }} as others
        on party_references.other_party_key = others.party_key
    where party_references.party_key <> party_references.other_party_key

    union all

    select
        candidates.party_key,
        candidates.other_party_key,
        'similarity' as link_rule,
        candidates.match_score as link_score,
        candidates.matched_since_date as linked_since_date
    from {{ ref('int_party_candidate') }} as candidates
    {%- if groups %}
    inner join {{ groups }}
        on candidates.party_key = {{ groups }}.party_key
    {%- endif %}
    where candidates.match_score >= {{ var('match_min_score') }}

    union all

    select
        decisions.party_key,
        decisions.other_party_key,
        'decision' as link_rule,
        cast(1 as decimal(9, 4)) as link_score,
        decisions.decided_date as linked_since_date
    from decisions
    {%- if groups %}
    inner join {{ groups }}
        on decisions.party_key = {{ groups }}.party_key
    {%- endif %}
    where decisions.decision = 'same'
) as links
left join decisions
    on decisions.decision = 'different'
    and least(links.party_key, links.other_party_key)
        = least(decisions.party_key, decisions.other_party_key)
    and greatest(links.party_key, links.other_party_key)
        = greatest(decisions.party_key, decisions.other_party_key)
where decisions.party_key is null
{%- endmacro %}
