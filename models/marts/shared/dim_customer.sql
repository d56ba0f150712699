{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='customer_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    One customer may be a record in several systems: of each attribute the version of a day takes the
    value of the best record that has one (customer_identity.party_rank), as it stood on that day.
#}
{% set texts = [
    'customer_name', 'customer_type', 'email_address', 'phone_number', 'birth_date', 'postal_code',
    'city_name', 'region_name', 'country_name', 'industry_name', 'employee_count',
    'acquisition_channel', 'owner_employee_key', 'currency_code', 'credit_limit_source_amount', 'payment_terms_days',
    'has_opted_out_of_email', 'share_of_wallet',
] %}
with all_identities as (

    select party_key, customer_key, party_rank
    from {{ ref('customer_identity') }}

),

employees as (

    select * from {{ ref('int_employee_identity') }}

),
{% if is_incremental() %}
{{ marked_customer_records() }}
{{ customer_marks('marked_records') }}
{% endif %}

identities as (

    select
        identities.party_key,
        identities.customer_key,
        identities.party_rank,
        identities.source_system,
        identities.party_id
    from {{ ref('customer_identity') }} as identities
    {%- if is_incremental() %}
    inner join changed
        on identities.customer_key = changed.customer_key
    {%- endif %}

),

party_versions as (

    select
        identities.customer_key,
        identities.party_rank,
        records.*,
        employees.employee_key as owner_employee_key,
        case
            when row_number() over (
                partition by identities.party_key order by records.valid_from
            ) = 1
                then {{ since_ever() }}
            else records.valid_from
        end as span_from,
        coalesce(
            lead(records.valid_from) over (
                partition by identities.party_key order by records.valid_from
            ),
            date '9999-12-31'
        ) as span_to
    from ({{ conform('customer', customer_record_columns()) }}) as records
    inner join identities
        on records.party_key = identities.party_key
    left join employees
        on records.source_system = employees.source_system
        and records.owner_employee_id = employees.employee_id

),
{% if not is_incremental() %}
{{ customer_marks('party_versions') }}
{% endif %}
change_days as (

    select distinct customer_key, span_from as date_day from party_versions

),

days as (

    select
        change_days.customer_key,
        change_days.date_day,
        {%- for attribute in texts if attribute != 'owner_employee_key' %}
        min_by(party_versions.{{ attribute }}, party_versions.party_rank)
            filter (where party_versions.{{ attribute }} is not null) as {{ attribute }},
        {%- endfor %}
        {{ member_key(
            'min_by(party_versions.owner_employee_key, party_versions.party_rank)'
            ~ ' filter (where party_versions.owner_employee_key is not null)',
            'max(party_versions.owner_employee_id)'
        ) }} as owner_employee_key
    from change_days
    inner join party_versions
        on change_days.customer_key = party_versions.customer_key
        and change_days.date_day >= party_versions.span_from
        and change_days.date_day < party_versions.span_to
    group by change_days.customer_key, change_days.date_day

),

versions as (

    {{ history('days', ['customer_key'], 'date_day', texts) }}

),

golden as (

    select
        customer_key,
        min_by(source_system, party_rank) as source_system,
        min_by(party_id, party_rank) as customer_id,
        cast(count(*) as integer) as record_count
    from identities
    group by customer_key

),

first_seen as (

    select customer_key, min(first_seen_date) as first_seen_date
    from party_versions
    group by customer_key

),

members as (

    select
        {{ surrogate_key(['golden.source_system', 'golden.customer_id', 'versions.valid_from']) }}
            as customer_version_key,
        versions.customer_key,
        versions.owner_employee_key,
        {{ geography_key('versions.country_name', 'versions.city_name') }} as geography_key,
        golden.source_system,
        golden.customer_id,
        coalesce(versions.customer_name, 'Unknown') as customer_name,
        coalesce(versions.customer_type, 'person') as customer_type,
        versions.email_address,
        versions.phone_number,
        versions.birth_date,
        versions.postal_code,
        coalesce(versions.city_name, 'Unknown') as city_name,
        versions.region_name,
        coalesce(versions.country_name, 'Unknown') as country_name,
        versions.industry_name,
        versions.employee_count,
        case
            when coalesce(versions.customer_type, 'person') = 'person' then 'person'
            when versions.employee_count is null then 'unknown'
            when versions.employee_count <= {{ var('small_max_employees') }} then 'small'
            when versions.employee_count <= {{ var('medium_max_employees') }} then 'medium'
            else 'large'
        end as size_class,
        versions.acquisition_channel,
        versions.currency_code,
        versions.credit_limit_source_amount,
        versions.payment_terms_days,
        versions.has_opted_out_of_email,
        versions.share_of_wallet,
        first_seen.first_seen_date,
        golden.record_count,
        versions.valid_from,
        versions.valid_to,
        versions.is_current
    from versions
    inner join golden
        on versions.customer_key = golden.customer_key
    inner join first_seen
        on versions.customer_key = first_seen.customer_key

    union all

    select
        0 as customer_version_key,
        0 as customer_key,
        0 as owner_employee_key,
        0 as geography_key,
        'unknown' as source_system,
        'unknown' as customer_id,
        'Unknown' as customer_name,
        'unknown' as customer_type,
        cast(null as varchar) as email_address,
        cast(null as varchar) as phone_number,
        cast(null as date) as birth_date,
        cast(null as varchar) as postal_code,
        'Unknown' as city_name,
        cast(null as varchar) as region_name,
        'Unknown' as country_name,
        cast(null as varchar) as industry_name,
        cast(null as integer) as employee_count,
        'unknown' as size_class,
        cast(null as varchar) as acquisition_channel,
        cast(null as varchar) as currency_code,
        cast(null as decimal(18, 4)) as credit_limit_source_amount,
        cast(null as integer) as payment_terms_days,
        cast(null as boolean) as has_opted_out_of_email,
        cast(null as decimal(18, 8)) as share_of_wallet,
        cast(null as date) as first_seen_date,
        0 as record_count,
        {{ since_ever() }} as valid_from,
        cast(null as date) as valid_to,
        true as is_current

),

final as (

    select
        cast(members.customer_version_key as bigint) as customer_version_key,
        cast(members.customer_key as bigint) as customer_key,
        cast(owner_employee_key as bigint) as owner_employee_key,
        cast(geography_key as bigint) as geography_key,

        source_system,
        customer_id,
        customer_name,
        customer_type,
        email_address,
        phone_number,
        birth_date,
        postal_code,
        city_name,
        region_name,
        country_name,
        industry_name,
        employee_count,
        size_class,
        acquisition_channel,
        currency_code,
        credit_limit_source_amount,
        payment_terms_days,
        has_opted_out_of_email,
        share_of_wallet,
        first_seen_date,
        record_count,
        valid_from,
        valid_to,
        is_current,
        changed._version_mark
    from members
    inner join changed
        on members.customer_key = changed.customer_key

)

{{ made_again('final', 'changed', ['customer_key']) }}
