{#
    The rows of `marks` that are new or another one than the table was built of, and the keys of the
    table's rows that are not among them any more, as old_<column> for every column of `key`; such a row
    has no _version_mark. _version_mark of `marks` is a number made of all that a row is made of, its key
    too, so rows are found by it alone. In a full build all rows.

    A model of such rows has the strategy delete+insert with `key` as its unique_key, keeps the mark in a
    column _version_mark, ends with replaced_rows, and has forget_gone_groups as post_hook.
#}
{% macro changed_marks(marks, key) -%}
select
    {{ marks }}.*
    {%- if is_incremental() %}
    {%- for column in key %},
    built.{{ column }} as old_{{ column }}
    {%- endfor %}
    {%- endif %}
from {{ marks }}
{%- if is_incremental() %}
full outer join (select {{ key | join(', ') }}, _version_mark from {{ this }}) as built
    on {{ marks }}._version_mark = built._version_mark
where
    {{ marks }}._version_mark is null
    or built._version_mark is null
{%- endif %}
{%- endmacro %}

{#
    The rows of `final`, and for every row that `changed` (of changed_marks) found to be gone one with
    nothing but its key, so that it goes.
#}
{% macro replaced_rows(final, changed, key) -%}
select * from {{ final }}
{%- if is_incremental() %}

union all

select
    {%- for column in adapter.get_columns_in_relation(this) %}
    {{ 'old_' ~ column.name if column.name in key else 'cast(null as ' ~ column.dtype ~ ')' }}
        as {{ column.name }}
    {{- ',' if not loop.last }}
    {%- endfor %}
from {{ changed }}
where old_{{ key[0] }} is not null
{%- endif %}
{%- endmacro %}

{#
    Joins `party_marks` (party_mark, null for a party nobody knows), a number of what join_party finds
    for a party on any day. A fact finds its changed rows by it from narrow columns, without days and
    without comparing texts, and asks join_party for those rows alone:

    present: of all records (conform with few columns) source_system, _record_mark and, as
        _version_mark, row_hash of _record_mark, party_mark, the other keys looked up and the vars.
    changed: changed_marks('present', key).
    records: conform with all columns, joined with `changed` by source_system and _record_mark.
    keyed: records with join_party and the other lookups.

    A record that comes or is another one has another _record_mark, and one that goes leaves its mark
    behind in the table; a party that moves to another customer, and all parties of a customer whose
    versions are other ones, have another party_mark. What depends on the as-of date says so among
    the columns of the mark.
#}
{% macro join_party_mark(relation, system='party_system', id='party_id') -%}
    left join {{ ref('int_party_mark') }} as party_marks
        on {{ row_hash([relation ~ '.' ~ system, relation ~ '.' ~ id]) }}
        = party_marks.party_hash
{%- endmacro %}

{# Joins what a campaign's system and id find in `campaigns` (of dim_campaign), for marks. #}
{% macro join_campaign_by_hash(system, id) -%}
    left join (
        select
            {{ row_hash(['source_system', 'campaign_id']) }} as campaign_hash,
            campaign_key,
            start_date
        from campaigns
    ) as campaigns
        on {{ row_hash([system, id]) }} = campaigns.campaign_hash
{%- endmacro %}
