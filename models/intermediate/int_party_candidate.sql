{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='party_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
    schema='intermediate',
) }}

{#
    Pairs of records that share something identifying, with a score from 0 to 1: points (var
    match_points) for what agrees, and off for what contradicts. What one of the two does not know
    counts nothing. A block larger than match_max_block tells nobody apart (the
    telephone of an office) and is passed over. The pairs of a record are made again when a record in
    one of its blocks is another one.
#}
{% set points = var('match_points') %}
{% set blocks = [] %}
{% for block, expression in match_blocks() %}
    {% do blocks.append(block) %}
{% endfor %}
with
{% for block in blocks -%}
{{ block }}_blocks as (

    select
        {{ block }}_block_key as block_key,
        max(party_key) as last_party_key,
        {{ row_hash([block ~ '_block_key', united_hash('_version_mark')]) }} as block_mark
    from {{ ref('int_party') }}
    where {{ block }}_block_key is not null
    group by {{ block }}_block_key
    having count(*) between 2 and {{ var('match_max_block') }}

),

{% endfor -%}
marks as (

    select
        parties.party_key,
        {{ row_hash([
            blocks | join('_blocks.block_mark, ') ~ '_blocks.block_mark',
            var('match_max_edits'),
            var('match_max_block'),
            var('match_initial_likeness'),
            points.values() | join(', '),
        ]) }} as _version_mark
    from {{ ref('int_party') }} as parties
    {%- for block in blocks %}
    left join {{ block }}_blocks
        on parties.{{ block }}_block_key = {{ block }}_blocks.block_key
        and parties.party_key < {{ block }}_blocks.last_party_key
    {%- endfor %}
    where
        {%- for block in blocks %}
        {{ 'or ' if not loop.first }}{{ block }}_blocks.block_mark is not null
        {%- endfor %}

),

changed as (

    {{ changed_groups('marks', ['party_key']) }}

),

ones as (

    select
        parties.party_key
        {%- for block in blocks %},
        parties.{{ block }}_block_key
        {%- endfor %}
    from {{ ref('int_party') }} as parties
    inner join changed
        on parties.party_key = changed.party_key

),

pairs as (
    {% for block in blocks %}
    select
        ones.party_key,
        others.party_key as other_party_key
    from ones
    inner join {{ block }}_blocks as blocks
        on ones.{{ block }}_block_key = blocks.block_key
    inner join {{ ref('int_party') }} as others
        on ones.{{ block }}_block_key = others.{{ block }}_block_key
        and ones.party_key < others.party_key
    {%- if not loop.last %}

    union
    {% endif -%}
    {%- endfor %}

),
{% if is_incremental() %}
paired as (

    select party_key from pairs
    union
    select other_party_key as party_key from pairs

),
{% endif %}
parties as (

    select
        parties.party_key,
        parties.party_kind,
        parties.first_seen_date,
        parties.name_words,
        parties.normalised_email,
        parties.normalised_phone,
        parties.normalised_tax_no,
        parties.birth_date,
        parties.postal_code
    from {{ ref('int_party') }} as parties
    {%- if is_incremental() %}
    inner join paired
        on parties.party_key = paired.party_key
    {%- endif %}

),

compared as (

    select
        pairs.party_key,
        pairs.other_party_key,
        greatest(ones.first_seen_date, others.first_seen_date) as matched_since_date,
        case
            when ones.name_words = others.name_words then 1.0
            when {{ differ_by_initial('ones.name_words', 'others.name_words') }} then {{ var('match_initial_likeness') }}
            else {{ text_similarity('ones.name_words', 'others.name_words') }}
        end as name_similarity,
        case
            when ones.normalised_email is null or others.normalised_email is null then null
            when ones.normalised_email = others.normalised_email then 0
            else greatest(
                {{ edit_distance(
                    mailbox('ones.normalised_email'), mailbox('others.normalised_email'),
                ) }}, 1
            )
        end as email_edit_count,
        case
            when ones.normalised_phone is null or others.normalised_phone is null then null
            else {{ edit_distance(
                'substr(ones.normalised_phone, greatest(length(ones.normalised_phone) - 7, 1))',
                'substr(others.normalised_phone, greatest(length(others.normalised_phone) - 7, 1))',
            ) }}
        end as phone_edit_count,
        ones.birth_date = others.birth_date as is_birth_date_equal,
        ones.normalised_tax_no = others.normalised_tax_no as is_tax_no_equal,
        ones.postal_code = others.postal_code as is_postal_code_equal
    from pairs
    inner join parties as ones
        on pairs.party_key = ones.party_key
    inner join parties as others
        on pairs.other_party_key = others.party_key
    where
        coalesce(ones.party_kind, others.party_kind, '') = coalesce(others.party_kind, ones.party_kind, '')

),

final as (

    select
        compared.party_key,
        compared.other_party_key,

        compared.matched_since_date,

        cast(
            least(greatest(
                {{ points['name'] }} * name_similarity
                {%- for part in ['email', 'phone'] %}
                + case
                    when {{ part }}_edit_count is null then 0
                    when {{ part }}_edit_count = 0 then {{ points[part] }}
                    when {{ part }}_edit_count <= {{ var('match_max_edits') }}
                        then {{ points[part ~ '_mistyped'] }}
                    else {{ points[part ~ '_other'] }}
                end
                {%- endfor %}
                {%- for part in ['birth_date', 'tax_no', 'postal_code'] %}
                + case
                    when is_{{ part }}_equal is null then 0
                    when is_{{ part }}_equal then {{ points[part] }}
                    else {{ points[part ~ '_other'] }}
                end
                {%- endfor %},
                0
            ), 1) as decimal(9, 4)
        ) as match_score,
        name_similarity,
        email_edit_count,
        phone_edit_count,
        is_birth_date_equal,
        is_tax_no_equal,
        is_postal_code_equal,
        changed._version_mark
    from compared
    inner join changed
        on compared.party_key = changed.party_key

)

{{ made_again('final', 'changed', ['party_key']) }}
